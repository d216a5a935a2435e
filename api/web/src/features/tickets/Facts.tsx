import type { Account, TicketDetail } from '@/api/types'
import { Panel } from '@/ui/Panel'
import { Time } from '@/ui/Time'
import { useWords } from '@/words'

export function Facts({ ticket }: { ticket: TicketDetail; me: Account }) {
  const { ticket: w } = useWords()
  return (
    <Panel title={w.facts}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2 text-sm">
        <dt className="text-quiet">{w.owner}</dt>
        <dd>{ticket.assignee?.name ?? w.nobody}</dd>
        <dt className="text-quiet">{w.skills}</dt>
        <dd>{ticket.skills.join(', ')}</dd>
        <dt className="text-quiet">{w.opened}</dt>
        <dd><Time at={ticket.createdAt} exact /></dd>
      </dl>
    </Panel>
  )
}
