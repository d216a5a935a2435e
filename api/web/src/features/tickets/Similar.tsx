import { Link } from 'react-router'
import type { TicketDetail } from '@/api/types'
import { StatusBadge } from '@/ui/Badges'
import { Panel } from '@/ui/Panel'
import { urls } from '@/urls'
import { useWords } from '@/words'

export function Similar({ ticket }: { ticket: TicketDetail }) {
  const { ticket: w } = useWords()
  if (ticket.similar.length === 0) return null
  return (
    <Panel title={w.similar}>
      <ul className="flex flex-col gap-2 text-sm">
        {ticket.similar.map((s) => (
          <li key={s.number} className="flex items-baseline gap-2">
            <Link to={urls.ticket(s.number)} className="link link-hover min-w-0 grow truncate">
              #{s.number} {s.title}
            </Link>
            <StatusBadge status={s.status} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}
