import { Link } from 'react-router'
import { useMyself } from '@/features/auth/me'
import { StatusBadge } from '@/ui/Badges'
import { Time } from '@/ui/Time'
import { urls } from '@/urls'
import { useWords } from '@/words'
import type { Row } from './row'
import { standing } from './standing'

/** A ticket in the list of whoever asked. */
export function TicketCard({ ticket }: { ticket: Row }) {
  const words = useWords()
  const me = useMyself()
  return (
    <Link to={urls.ticket(ticket.number)} className="panel hover:border-primary block p-4">
      <span className="flex items-baseline gap-2">
        <span className="text-quiet figures text-sm">#{ticket.number}</span>
        <span className="line-clamp-2 min-w-0 grow font-medium [overflow-wrap:anywhere] sm:line-clamp-1">{ticket.title}</span>
        <StatusBadge status={ticket.status} />
      </span>
      <span className="text-quiet mt-1 flex flex-wrap justify-between gap-x-4 text-sm">
        <span>{standing(ticket, words, me)}</span>
        <span>
          {words.list.changed} <Time at={ticket.updatedAt} />
        </span>
      </span>
    </Link>
  )
}
