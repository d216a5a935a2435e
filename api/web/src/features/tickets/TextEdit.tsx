import { useState } from 'react'
import type { TicketDetail } from '@/api/types'
import { useMyself } from '@/features/auth/me'
import { useDraftOf } from '@/lib/draft'
import { focus } from '@/lib/focus'
import { onSubmit } from '@/lib/form'
import { Markdown } from '@/ui/Markdown'
import { useWords } from '@/words'
import { useEdit } from './useEdit'

interface TextEditProps {
  ticket: TicketDetail
  field: 'title' | 'category' | 'summary' | 'notes'
  label: string
  /** The value as it is read, where that differs. */
  shown?: string
  long?: boolean
}

/** What is being written, and the value and version it began with: what others have set since is not overwritten unasked. */
interface Begun {
  text: string
  value: string
  version: number
}

/** A text of a ticket that becomes a field when it is to be changed. */
export function TextEdit({ ticket, field, label, shown, long = false }: TextEditProps) {
  const { ticket: w } = useWords()
  const { edit, values } = useEdit(ticket)
  const value = values[field]
  const [draft, setDraft] = useDraftOf<Begun>(`${useMyself().id}.${field}.${ticket.number}`)
  const [begun, begin] = useState<Begun | null>() // null when it has just ended
  const end = (): void => {
    setDraft(undefined)
    begin(null)
  }
  if (!begun) {
    return (
      <div className={long ? '' : 'flex items-center gap-2'}>
        {value === '' ? <span className={`text-quiet ${long ? 'block' : ''}`}>{w.none}</span> : long ? <Markdown text={shown ?? value} /> : <span className="line-clamp-2 min-w-0 [overflow-wrap:anywhere]">{value}</span>}
        <button ref={begun === null ? focus : undefined} type="button" className={`btn btn-ghost btn-xs ${long ? '-ms-2' : ''}`} aria-label={`${w.edit}: ${label}`} onClick={() => begin(draft ?? { text: value, value, version: ticket.version })}>{w.edit}</button>
      </div>
    )
  }
  const write = (text: string): void => {
    const next = { ...begun, text }
    begin(next)
    setDraft(text === begun.value ? undefined : next)
  }
  const attributes = { 'aria-label': label, value: begun.text, ref: focus }
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={onSubmit(() => {
        end()
        if (begun.text !== begun.value) edit({ [field]: begun.text }, { ...ticket, [field]: begun.value, version: begun.version }, () => setDraft(begun))
      })}
    >
      {long ? <textarea {...attributes} onChange={(e) => write(e.target.value)} className="textarea w-full" rows={6} /> : <input {...attributes} onChange={(e) => write(e.target.value)} className="input input-sm w-full" />}
      <span className="flex gap-2">
        <button type="submit" className="btn btn-primary btn-xs">{w.save}</button>
        <button type="button" className="btn btn-ghost btn-xs" onClick={end}>{w.cancel}</button>
      </span>
    </form>
  )
}
