import { memo } from 'react'
import { Link } from 'react-router'
import { isLive } from '@/api/types'
import { Avatar } from '@/ui/Avatar'
import { PriorityMark, StatusBadge, WordBadge } from '@/ui/Badges'
import { Mark } from '@/ui/Mark'
import { Time } from '@/ui/Time'
import { urls } from '@/urls'
import { useWords } from '@/words'
import { Due } from './Due'
import { Hit, hitOf, wordsOfTitle } from './Hit'
import type { Row } from './row'

interface TicketRowProps {
  ticket: Row
  ticked: boolean
  onTick: (number: number) => void
  onFocus: (number: number) => void
}

/** One line of the queue. */
export const TicketRow = memo(function TicketRow({ ticket, ticked, onTick, onFocus }: TicketRowProps) {
  const words = useWords()
  const hit = hitOf(ticket.matches)
  const focused = (): void => onFocus(ticket.number)
  return (
    <div className={`border-base-300 hover:bg-base-200 flex items-center gap-3 border-b px-3 py-2 ${ticked ? 'bg-primary/10' : ''}`}>
      <label className="-m-2 cursor-pointer p-2">
        <input type="checkbox" className="checkbox checkbox-sm" aria-label={words.queue.select(ticket.number)} checked={ticked} onChange={() => onTick(ticket.number)} onFocus={focused} />
      </label>
      <PriorityMark priority={ticket.priority} />
      <Link to={urls.ticket(ticket.number)} className="min-w-0 grow" onFocus={focused}>
        <span className="flex items-baseline gap-2">
          <span className="text-quiet figures text-sm">#{ticket.number}</span>
          <span className="line-clamp-2 font-medium sm:line-clamp-1"><Mark text={ticket.title} words={wordsOfTitle(ticket.matches)} /></span>
        </span>
        <span className="text-quiet flex flex-wrap items-center gap-x-2 gap-y-1 text-sm md:flex-nowrap">
          <span className="max-w-full shrink-0 truncate">{ticket.requester.name}</span>
          <span className="contents text-xs sm:hidden">
            <StatusBadge status={ticket.status} />
            <When ticket={ticket} />
          </span>
          <span className="hidden min-w-0 truncate md:inline">
            {ticket.triage.state === 'pending' ? words.list.untriaged : hit === undefined && ticket.summary}
          </span>
        </span>
        {hit !== undefined && <Hit match={hit} />}
      </Link>
      <span className="hidden max-w-48 shrink-0 flex-wrap justify-end gap-1 lg:flex">
        {ticket.skills.slice(0, 2).map((s) => (
          <WordBadge key={s} word={s} />
        ))}
        {ticket.tags.slice(0, 2).map((t) => (
          <WordBadge key={t} word={t} tone="badge-outline" />
        ))}
      </span>
      <span className="hidden w-28 shrink-0 flex-col items-end gap-0.5 text-xs sm:flex">
        <StatusBadge status={ticket.status} />
        <When ticket={ticket} />
      </span>
      <span className="hidden w-32 shrink-0 items-center gap-2 text-sm sm:flex xl:w-44">
        {ticket.assignee === null ? (
          <span className="text-quiet">{words.list.nobody}</span>
        ) : (
          <>
            <Avatar name={ticket.assignee.name} small />
            <span className={`truncate ${ticket.claimedAt === null ? 'text-quiet italic' : ''}`}>{ticket.assignee.name}</span>
          </>
        )}
      </span>
    </div>
  )
})

/** When it is due, or when it was opened where no clock runs. */
function When({ ticket }: { ticket: Row }) {
  return ticket.dueAt !== null && isLive(ticket.status) ? <Due ticket={ticket} /> : <span className="text-quiet"><Time at={ticket.createdAt} /></span>
}
