import type { ReactNode } from 'react'

interface ActionButtonProps {
  busy: boolean
  onPress: () => void
  className?: string
  'aria-label'?: string
  children: ReactNode
}

/** A button whose work takes a moment: meanwhile it is not pressed again, and keeps the focus, which a disabled one loses. */
export function ActionButton({ busy, onPress, className = '', children, ...aria }: ActionButtonProps) {
  return (
    <button type="button" className={`btn ${className}`} aria-disabled={busy} onClick={() => !busy && onPress()} {...aria}>
      {children}
    </button>
  )
}
