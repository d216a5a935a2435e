import type { ReactNode } from 'react'

/** A page's title, in the tab and as its heading, which takes the focus on arrival. */
export function Page({ title, actions, children, wide = false }: { title: string; actions?: ReactNode; children: ReactNode; wide?: boolean }) {
  return (
    <div className={`mx-auto flex w-full flex-col gap-4 p-4 sm:p-6 ${wide ? 'max-w-7xl min-[2200px]:max-w-[100rem]' : 'max-w-4xl'}`}>
      <title>{`${title} · Beckon`}</title>
      <div className="flex flex-wrap items-center gap-3">
        <h1 tabIndex={-1} className="min-w-0 grow text-xl font-semibold [overflow-wrap:anywhere]">
          {title}
        </h1>
        {actions}
      </div>
      {children}
    </div>
  )
}
