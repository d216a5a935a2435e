import { useState } from 'react'
import { focus } from '@/lib/focus'
import { onSubmit } from '@/lib/form'
import { Markdown } from '@/ui/Markdown'
import { useWords } from '@/words'

interface TextEditProps {
  label: string
  value: string
  /** The value as it is read, where that differs. */
  shown?: string
  onSave: (value: string) => void
  long?: boolean
}

/** A text that becomes a field when it is to be changed. */
export function TextEdit({ label, value, shown = value, onSave, long = false }: TextEditProps) {
  const { ticket: w } = useWords()
  const [begun, begin] = useState<Pick<TextEditProps, 'value' | 'onSave'> | null>() // what is edited, as it was then
  if (!begun) {
    return (
      <div className={long ? '' : 'flex items-center gap-2'}>
        {value === '' ? <span className={`text-quiet ${long ? 'block' : ''}`}>{w.none}</span> : long ? <Markdown text={shown} /> : <span className="min-w-0 truncate">{shown}</span>}
        <button ref={begun === null ? focus : undefined} type="button" className={`btn btn-ghost btn-xs ${long ? '-ms-2' : ''}`} aria-label={`${w.edit}: ${label}`} onClick={() => begin({ value, onSave })}>{w.edit}</button>
      </div>
    )
  }
  const attributes = { name: 'value', 'aria-label': label, defaultValue: begun.value, ref: focus }
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={onSubmit(({ value: text = '' }) => {
        begin(null)
        if (text !== begun.value) begun.onSave(text)
      })}
    >
      {long ? <textarea {...attributes} className="textarea w-full" rows={6} /> : <input {...attributes} className="input input-sm w-full" />}
      <span className="flex gap-2">
        <button type="submit" className="btn btn-primary btn-xs">{w.save}</button>
        <button type="button" className="btn btn-ghost btn-xs" onClick={() => begin(null)}>{w.cancel}</button>
      </span>
    </form>
  )
}
