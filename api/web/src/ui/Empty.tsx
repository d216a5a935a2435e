import type { ReactNode } from 'react'
import { givesFocusBack } from '@/lib/focus'

/** What stands where nothing is, with the next thing to do; a whole page of it has a heading. */
export function Empty({ title, lead, children, page = false }: { title: string; lead?: string; children?: ReactNode; page?: boolean }) {
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-14 text-center">
      <svg viewBox="0 0 48 48" className="size-12 text-primary" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.8">
        <rect x="7" y="12" width="34" height="25" rx="4" opacity=".35" />
        <path d="M7 27h9l3 4h10l3-4h9" opacity=".7" />
      </svg>
      {page ? <h1 tabIndex={-1} className="text-lg font-semibold">{title}</h1> : <p className="text-base font-semibold">{title}</p>}
      {lead !== undefined && <p className="text-quiet max-w-sm">{lead}</p>}
      {children !== undefined && <div ref={givesFocusBack} className="mt-2">{children}</div>}
    </div>
  )
}
