import { useMyself } from '@/features/auth/me'
import { useDraft } from '@/lib/draft'
import { onSubmit } from '@/lib/form'
import { Dialog } from '@/ui/Dialog'
import { Field } from '@/ui/Field'
import { Submit } from '@/ui/Submit'
import { useWords } from '@/words'
import type { Row } from './row'
import { type Worded, useVerb } from './useVerb'

interface VerbDialogProps {
  ticket: Pick<Row, 'number' | 'requester'>
  verb: Worded
  onClose: () => void
}

/** Asks for the note or the reason that goes with a button. */
export function VerbDialog({ ticket: { number, requester }, verb, onClose }: VerbDialogProps) {
  const words = useWords()
  const me = useMyself()
  const act = useVerb()
  const [text, setText] = useDraft(`${me.id}.${verb}.${number}`)
  const v = words.verbs
  const says: Record<Worded, [title: string, label: string, hint?: string]> = {
    decline: [v.declineTitle(number), v.reasonOptional, v.declineHint],
    release: [v.releaseTitle(number), v.reasonOptional, v.releaseHint],
    resolve: requester.id === me.id ? [v.resolveTitle(number), v.resolveOwn] : [v.resolveTitle(number), v.resolveNote, v.resolveHint],
    reopen: [v.reopenTitle(number), v.reasonOptional, v.reopenHint],
  }
  const [title, label, hint] = says[verb]
  const submit = (): void => {
    if (act.isPending) return
    act.mutate({ number, verb, text }, {
      onSuccess: () => {
        setText('')
        onClose()
      },
    })
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="flex flex-col gap-4" onSubmit={onSubmit(submit)}>
        <Field label={label} hint={hint}>
          {(aria) => (
            <textarea
              {...aria}
              value={text}
              onChange={(e) => setText(e.target.value)}
              className="textarea w-full"
              rows={4}
              maxLength={2000}
              onKeyDown={(e) => e.key === 'Enter' && (e.ctrlKey || e.metaKey) && e.currentTarget.form?.requestSubmit()}
            />
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <button type="button" className="btn btn-ghost" onClick={onClose}>{words.ticket.cancel}</button>
          <Submit busy={act.isPending}>{words.verb[verb]}</Submit>
        </div>
      </form>
    </Dialog>
  )
}
