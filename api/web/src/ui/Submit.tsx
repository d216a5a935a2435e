import type { ReactNode } from 'react'

/** The button that sends a form; shows that it is being sent, and is not pressed twice. */
export function Submit({ busy, children, className = '', tone = 'btn-primary' }: { busy: boolean; children: ReactNode; className?: string; tone?: string }) {
  return (
    <button type="submit" className={`btn ${tone} ${className}`} aria-disabled={busy} onClick={(e) => (busy || e.detail > 1) && e.preventDefault()}>
      {busy && <span className="loading loading-spinner loading-xs" aria-hidden="true" />}
      {children}
    </button>
  )
}
