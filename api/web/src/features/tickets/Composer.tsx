import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { type Account, type TicketDetail, isLive, moderates } from '@/api/types'
import { FileField } from '@/features/files/FileField'
import { useFiles } from '@/features/files/useFiles'
import { useDraft } from '@/lib/draft'
import { onSubmit } from '@/lib/form'
import { Once } from '@/lib/once'
import { Failure } from '@/ui/Failure'
import { MarkdownField } from '@/ui/MarkdownField'
import { Submit } from '@/ui/Submit'
import { say } from '@/ui/toast'
import { useWords } from '@/words'
import { AiTag } from './AiTag'
import { type NewComment, comment } from './actions'
import { composerId, focusComposer, writingNote } from './composing'
import { putTicket } from './queries'

/** Where replies are written and, by moderators, internal notes: two tabs that cannot be mistaken for each other. */
export function Composer({ ticket, me }: { ticket: TicketDetail; me: Account }) {
  const words = useWords()
  const w = words.ticket
  const [once] = useState(() => new Once())
  const files = useFiles()
  const [waiting, setWaiting] = useState(false)
  const canNote = moderates(me)
  const internal = writingNote.use() && canNote
  const reply = useDraft(`${me.id}.reply.${ticket.number}`)
  const note = useDraft(`${me.id}.note.${ticket.number}`)
  const [text, setText] = internal ? note : reply
  const toRequester = canNote && ticket.requester.id !== me.id
  const send = useMutation({
    mutationFn: async (written: Omit<NewComment, 'files'>) => {
      const ids = await files.ids()
      const said = { ...written, files: ids }
      return { ticket: await comment(ticket.number, said, once.keyFor(said)), ids }
    },
    onSuccess: ({ ticket: t, ids }, sent) => {
      putTicket(t)
      const [now, write] = sent.internal ? note : reply
      if (now.startsWith(sent.text)) write(now.slice(sent.text.length).trimStart()) // what was written since stays
      files.clear(ids)
      setWaiting(false)
      once.done()
      say(sent.internal ? words.verbs.noted : words.verbs.replied)
    },
  })
  const submit = (): void => {
    if ((text.trim() !== '' || files.list.length > 0) && !send.isPending) send.mutate({ text, internal, waiting: waiting && !internal && toRequester })
  }
  const draft = ticket.triage.draft
  const takeDraft = (): void => {
    setText(draft)
    focusComposer() // the button goes
  }
  const tab = (note: boolean, label: string) => (
    <button type="button" aria-pressed={internal === note} className={`btn btn-sm join-item ${internal === note ? (note ? 'btn-accent' : 'btn-primary') : ''}`} onClick={() => writingNote.write(note)}>
      {label}
    </button>
  )
  return (
    <form
      aria-label={internal ? w.note : w.reply}
      className={`rounded-lg p-4 ${internal ? 'border-accent border-2 border-dashed bg-[color-mix(in_oklab,var(--color-accent)_9%,var(--color-base-100))]' : 'panel'}`}
      onSubmit={onSubmit(submit)}
    >
      {canNote && (
        <div role="group" className="join mb-3">
          {tab(false, w.reply)}
          {tab(true, w.note)}
        </div>
      )}
      <MarkdownField id={composerId} label={internal ? w.yourNote : w.yourReply} hint={internal ? w.noteHint : toRequester ? w.replyHint : undefined} value={text} onChange={setText} onSend={submit} rows={4} />
      <div className="mt-2">
        <FileField files={files} />
      </div>
      {send.isError && <Failure error={send.error} />}
      <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <Submit busy={send.isPending} tone={internal ? 'btn-accent' : 'btn-primary'}>{internal ? w.sendNote : toRequester ? w.replyTo(ticket.requester.name) : w.send}</Submit>
        {toRequester && !internal && isLive(ticket.status) && (
          <label className="flex cursor-pointer items-center gap-2 text-sm">
            <input type="checkbox" className="checkbox checkbox-sm" checked={waiting} onChange={(e) => setWaiting(e.target.checked)} />
            {w.waiting}
          </label>
        )}
        {draft !== '' && !internal && text === '' && (
          <button type="button" className="btn btn-sm btn-ghost" onClick={takeDraft}>
            {w.useDraft} <AiTag />
          </button>
        )}
      </div>
    </form>
  )
}
