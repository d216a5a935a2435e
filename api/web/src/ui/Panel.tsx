import type { ReactNode } from 'react'

/** A box with a heading. One that folds is closed at first. */
export function Panel({ title, children, folds = false, note }: { title: string; children: ReactNode; folds?: boolean; note?: ReactNode }) {
  const heading = (
    <span className="flex items-center gap-2">
      <span className="grow">{title}</span>
      {note}
    </span>
  )
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
    <section className="panel p-4">
      <h2 className="mb-3 text-sm font-semibold">{heading}</h2>
      {children}
    </section>
  )
}
