import { type KeyboardEvent, useState } from 'react'
import { useWords } from '@/words'
import { Field } from './Field'
import { Markdown } from './Markdown'

interface MarkdownFieldProps {
  label: string
  hint?: string | undefined
  error?: string | undefined
  value: string
  onChange: (value: string) => void
  rows?: number
  /** Ctrl-Enter. */
  onSend?: () => void
  id?: string
}

/** A text in Markdown, with a preview. */
export function MarkdownField({ label, hint, error, value, onChange, rows = 5, onSend, id }: MarkdownFieldProps) {
  const { ask } = useWords()
  const [preview, setPreview] = useState(false)
  const sendOnEnter = (e: KeyboardEvent): void => {
    if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) onSend?.()
  }
  return (
    <div className="relative">
      <div className="absolute end-0 -top-1 flex text-xs">
        <button type="button" className="link min-h-[24px] px-2" onClick={() => setPreview(!preview)}>
          {preview ? ask.write : ask.preview}
        </button>
      </div>
      {preview ? (
        <section aria-label={ask.preview} className="flex flex-col gap-1">
          <p className="text-sm font-medium">{label}</p>
          <div className="border-base-300 bg-base-200 min-h-24 rounded-md border p-3">{value.trim() === '' ? <p className="text-quiet">{ask.nothing}</p> : <Markdown text={value} />}</div>
        </section>
      ) : (
        <Field id={id} label={label} hint={hint} error={error}>
          {(aria) => (
            <textarea {...aria} className="textarea w-full" rows={rows} value={value} onChange={(e) => onChange(e.target.value)} onKeyDown={sendOnEnter} />
          )}
        </Field>
      )}
    </div>
  )
}
