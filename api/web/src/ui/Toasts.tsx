import { givesFocusBack } from '@/lib/focus'
import { useWords } from '@/words'
import { dismiss, toasts } from './toast'

export function Toasts() {
  const { app } = useWords()
  return (
    <div role="status" aria-live="polite" className="pointer-events-none fixed inset-x-3 bottom-3 z-50 flex flex-col items-center gap-2">
      {toasts.use().map((t) => (
        <div key={t.id} ref={givesFocusBack} className={`pointer-events-auto flex max-w-[min(32rem,100%)] items-center gap-3 rounded-lg border px-4 py-2 shadow-lg ${t.bad ? 'bg-error text-error-content border-error' : 'bg-neutral text-neutral-content border-neutral'}`}>
          <span className="min-w-0 [overflow-wrap:anywhere]">{t.text}</span>
          {t.action !== undefined && (
            <button
              type="button"
              className="btn btn-sm"
              onClick={() => {
                t.action?.run()
                dismiss(t.id)
              }}
            >
              {t.action.label}
            </button>
          )}
          <button type="button" className="px-1 text-lg leading-none" aria-label={app.close} onClick={() => dismiss(t.id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  )
}
