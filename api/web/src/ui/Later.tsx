import { type ReactNode, useDeferredValue } from 'react'

/** A box that is filled in a second step: what stands around it is seen, and can be used, before. */
export function Later({ className, children }: { className: string; children: ReactNode }) {
  const there = useDeferredValue(true, false)
  return <div className={className} aria-busy={!there}>{there && children}</div>
}
