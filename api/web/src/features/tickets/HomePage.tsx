import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, Navigate } from 'react-router'
import { moderates } from '@/api/types'
import { useMyself } from '@/features/auth/me'
import { Empty } from '@/ui/Empty'
import { Failure } from '@/ui/Failure'
import { LoadMore } from '@/ui/LoadMore'
import { Page } from '@/ui/Page'
import { Skeleton } from '@/ui/Skeleton'
import { urls } from '@/urls'
import { useWords } from '@/words'
import { TicketCard } from './TicketCard'
import { TicketForm } from './TicketForm'
import { noFilter, toQuery } from './filter'
import { listQuery } from './queries'

/** The start: moderators have the queue, everybody else what they have asked. */
export function Component() {
  const me = useMyself()
  return moderates(me) ? <Navigate to={urls.queue} replace /> : <MyTickets />
}

function MyTickets() {
  const words = useWords()
  const list = useInfiniteQuery(listQuery(toQuery({ ...noFilter, everything: true, sort: '-updated' }, 0)))
  const tickets = list.data?.pages.flatMap((p) => p.tickets) ?? []
  if (list.isSuccess && tickets.length === 0) {
    return (
      <Page title={words.ask.title}>
        <p className="text-quiet -mt-2">{words.ask.lead}</p>
        <TicketForm />
      </Page>
    )
  }
  return (
    <Page title={words.list.mine} actions={<Link className="btn btn-primary btn-sm" to={urls.newTicket}>{words.nav.newTicket}</Link>}>
      {list.isPending && <Skeleton />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && tickets.length === 0 && <Empty title={words.list.none} lead={words.list.noneLead} />}
      <ul className="flex flex-col gap-2">
        {tickets.map((t) => (
          <li key={t.number}>
            <TicketCard ticket={t} />
          </li>
        ))}
      </ul>
      <LoadMore pages={list} />
    </Page>
  )
}
