import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Field, TicketDetail } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { sentence } from '@/ui/Failure'
import { Panel } from '@/ui/Panel'
import { say } from '@/ui/toast'
import { useLanguage, useWords } from '@/words'
import { AiTag } from './AiTag'
import { PassedOver } from './PassedOver'
import { TextEdit } from './TextEdit'
import { retriage } from './actions'
import { manner } from './manner'
import { readBy, readableNotes, whyPriority } from './offline'
import { proposed } from './proposed'
import { putTicket } from './queries'
import { useEdit } from './useEdit'

/** What the AI made of the ticket: every value labelled, and changed in one click. */
export function TriagePanel({ ticket }: { ticket: TicketDetail }) {
  const words = useWords()
  const { ai, ticket: w } = words
  const { values } = useEdit(ticket)
  const again = useMutation({ mutationFn: () => retriage(ticket.number), onSuccess: putTicket, onError: (error) => say(sentence(error, words), { bad: true }) })
  const { triage } = ticket
  const said = manner(triage, useLanguage(), words)
  return (
    <Panel
      title={ai.title}
      note={<ActionButton className="btn-ghost btn-xs" busy={again.isPending || triage.state === 'pending'} onPress={() => again.mutate()}>{w.retriage}</ActionButton>}
    >
      <div className="flex flex-col gap-4 text-sm" aria-live="polite">
        {triage.state === 'pending' && (
          <p className="text-quiet flex items-center gap-2">
            <span className="loading loading-dots loading-xs" aria-hidden="true" /> {w.pending}
          </p>
        )}
        {triage.state === 'done' && (
          <>
            <PassedOver triage={triage} />
            {said !== '' && <p>{said}</p>}
            <Part label={ai.summary} ticket={ticket} field="summary">
              <TextEdit ticket={ticket} field="summary" label={ai.summary} long />
            </Part>
            {triage.reason !== '' && proposed(ticket, 'priority', words) === '' && (
              <Part label={ai.reason} ticket={ticket} field="priority">
                <p>{whyPriority(triage, words)}</p>
              </Part>
            )}
            <Part label={ai.notes} ticket={ticket} field="notes">
              <TextEdit ticket={ticket} field="notes" label={ai.notes} shown={readableNotes(values.notes, words)} long />
            </Part>
            <p className="text-quiet text-xs">
              {readBy(triage, words)} · {ai.confidence} {Math.round(triage.confidence * 100)} %
            </p>
          </>
        )}
      </div>
    </Panel>
  )
}

function Part({ label, ticket, field, children }: { label: string; ticket: TicketDetail; field: Field; children: ReactNode }) {
  return (
    <div>
      <h3 className="text-quiet mb-1 flex items-center gap-2 text-xs font-semibold">
        {label} <AiTag ticket={ticket} field={field} />
      </h3>
      {children}
    </div>
  )
}
