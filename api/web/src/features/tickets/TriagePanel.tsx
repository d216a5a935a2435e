import type { TicketDetail } from '@/api/types'
import { Markdown } from '@/ui/Markdown'
import { Panel } from '@/ui/Panel'
import { useWords } from '@/words'
import { AiTag } from './Composer'

export function TriagePanel({ ticket }: { ticket: TicketDetail }) {
  const { ai, ticket: w } = useWords()
  return (
    <Panel title={ai.title} note={<AiTag />}>
      {ticket.triage.state === 'pending' && <p className="text-quiet">{w.pending}</p>}
      {ticket.summary !== '' && <p>{ticket.summary}</p>}
      {ticket.notes !== '' && <Markdown text={ticket.notes} />}
    </Panel>
  )
}
