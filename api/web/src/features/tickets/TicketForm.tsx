import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { keys } from '@/api/keys'
import { queryClient } from '@/api/query'
import type { Priority } from '@/api/types'
import { useMyself } from '@/features/auth/me'
import { FileField } from '@/features/files/FileField'
import { useFiles } from '@/features/files/useFiles'
import { useDraft } from '@/lib/draft'
import { onSubmit } from '@/lib/form'
import { Once } from '@/lib/once'
import { Failure, fieldErrors } from '@/ui/Failure'
import { MarkdownField } from '@/ui/MarkdownField'
import { Submit } from '@/ui/Submit'
import { TextField } from '@/ui/TextField'
import { say } from '@/ui/toast'
import { urls } from '@/urls'
import { useWords } from '@/words'
import { type NewTicket, openTicket } from './actions'
import { putTicket } from './queries'

const urgencies = ['none', 'low', 'medium', 'high'] as const

/** Asks for help. */
export function TicketForm() {
  const words = useWords()
  const navigate = useNavigate()
  const [once] = useState(() => new Once())
  const [urgency, setUrgency] = useState<Priority | null>(null)
  const me = useMyself()
  const [title, setTitle] = useDraft(`${me.id}.title`)
  const [body, setBody] = useDraft(`${me.id}.body`)
  const files = useFiles()
  const send = useMutation({
    mutationFn: async (written: Omit<NewTicket, 'files'>) => {
      const ticket = { ...written, files: await files.ids() }
      return openTicket(ticket, once.keyFor(ticket))
    },
    onSuccess: (ticket) => {
      putTicket(ticket)
      void queryClient.invalidateQueries({ queryKey: keys.ticket(ticket.number) }) // it may have been read, and given to somebody, meanwhile
      setTitle('')
      setBody('')
      void queryClient.invalidateQueries({ queryKey: keys.tickets })
      say(words.ask.opened(ticket.number))
      void navigate(urls.ticket(ticket.number))
    },
  })
  const wrong = fieldErrors(send.error)
  return (
    <form className="panel flex flex-col gap-4 p-5" onSubmit={onSubmit(() => send.mutate({ title, body, urgency }))}>
      <TextField label={words.ask.subject} name="title" value={title} onChange={(e) => setTitle(e.target.value)} required maxLength={200} placeholder={words.ask.subjectHint} error={wrong['title']} autoComplete="off" />
      <MarkdownField label={words.ask.details} hint={words.ask.detailsHint} value={body} onChange={setBody} error={wrong['body']} />
      <FileField files={files} />
      <fieldset>
        <legend className="text-sm font-medium">{words.ask.urgency}</legend>
        <div className="mt-2 flex flex-wrap gap-x-5 gap-y-2">
          {urgencies.map((u) => (
            <label key={u} className="flex cursor-pointer items-center gap-2">
              <input type="radio" className="radio radio-sm radio-primary" name="urgency" checked={(urgency ?? 'none') === u} onChange={() => setUrgency(u === 'none' ? null : u)} />
              {words.ask.urgencies[u]}
            </label>
          ))}
        </div>
      </fieldset>
      {send.isError && wrong['title'] === undefined && wrong['body'] === undefined && <Failure error={send.error} />}
      <Submit busy={send.isPending} className="self-start">{words.ask.send}</Submit>
    </form>
  )
}
