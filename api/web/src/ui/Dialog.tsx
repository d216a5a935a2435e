import { type ReactNode, useEffect, useId, useRef } from 'react'
import { useWords } from '@/words'
import { Toasts } from './Toasts'

interface DialogProps {
  title: string
  onClose: () => void
  children: ReactNode
  side?: boolean
  bare?: boolean
}

/** A modal dialog. It is open as long as it is drawn; the browser keeps the focus in it and gives it back. */
export function Dialog({ title, onClose, children, side = false, bare = false }: DialogProps) {
  const { app } = useWords()
  const id = useId()
  const ref = useRef<HTMLDialogElement>(null)
  const pressed = useRef<EventTarget>(null)
  useEffect(() => {
    const dialog = ref.current
    const before = document.activeElement
    dialog?.showModal()
    dialog?.querySelector<HTMLElement>('input, textarea, select')?.focus() // rather than the cross
    return () => {
      dialog?.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
      else document.querySelector<HTMLElement>('#main h1')?.focus() // what opened it has gone with what was done
    }
  }, [])
  return (
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- Escape closes it as well
    <dialog
      ref={ref}
      aria-labelledby={id}
      className={`bg-base-100 text-base-content border-base-300 m-auto max-h-[90dvh] w-[min(34rem,calc(100vw-1.5rem))] overflow-y-auto rounded-xl border p-0 shadow-2xl backdrop:bg-black/50 ${side ? 'ms-0 mt-0 mb-0 h-dvh max-h-dvh w-72 rounded-s-none' : ''} ${bare ? 'mt-[12vh]' : ''}`}
      onCancel={(e) => {
        e.preventDefault()
        onClose()
      }}
      onMouseDown={(e) => (pressed.current = e.target)}
      onClick={(e) => e.target === ref.current && pressed.current === ref.current && onClose()} // not where a selection ends that began within
    >
      <div className={bare ? '' : 'p-5'}>
        <div className={bare ? 'sr-only' : 'mb-4 flex items-center gap-3'}>
          <h2 id={id} tabIndex={-1} className="min-w-0 grow text-lg font-semibold [overflow-wrap:anywhere]">
            {title}
          </h2>
          {!bare && (
            <button type="button" className="btn btn-ghost btn-sm btn-square text-lg" aria-label={app.close} onClick={onClose}>
              ×
            </button>
          )}
        </div>
        {children}
      </div>
      <Toasts /> {/* what is said beneath a modal dialog is neither heard nor clearly seen */}
    </dialog>
  )
}
