import { useInfiniteQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { Empty } from '@/ui/Empty'
import { Failure } from '@/ui/Failure'
import { Page } from '@/ui/Page'
import { Skeleton } from '@/ui/Skeleton'
import { useNow } from '@/lib/clock'
import { useWords } from '@/words'
import { TicketCard } from './TicketCard'
import { parseFilter, toQuery } from './filter'
import { listQuery } from './queries'

export function Component() {
  const words = useWords()
  const [params] = useSearchParams()
  const filter = parseFilter(params)
  const list = useInfiniteQuery(listQuery(toQuery(filter, useNow().getTime())))
  const tickets = list.data?.pages.flatMap((p) => p.tickets) ?? []
  return (
    <Page title={words.queue.title} wide>
      {list.isPending && <Skeleton />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && tickets.length === 0 && <Empty title={words.list.caughtUp} lead={words.list.caughtUpLead} />}
      <ul className="flex flex-col gap-2">
        {tickets.map((t) => (
          <li key={t.number}>
            <TicketCard ticket={t} />
          </li>
        ))}
      </ul>
    </Page>
  )
}
