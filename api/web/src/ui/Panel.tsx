import { type ReactNode, useId } from 'react'

/** A box with a heading. One that folds is closed at first. */
export function Panel({ title, children, folds = false, note }: { title: string; children: ReactNode; folds?: boolean; note?: ReactNode }) {
  const id = useId()
  if (folds) {
    return (
      <details className="panel group">
        <summary className="cursor-pointer px-4 py-3 text-sm font-semibold">
          <h2 className="inline">{title}</h2> {note}
        </summary>
        <div className="px-4 pb-4">{children}</div>
      </details>
    )
  }
  return (
    <section aria-labelledby={id} className="panel p-4">
      <div className="mb-3 flex items-center gap-2 text-sm font-semibold">
        <h2 id={id} className="grow">{title}</h2>
        {note}
      </div>
      {children}
    </section>
  )
}
