import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useMemo, useState } from 'react'
import { useLocation, useSearchParams } from 'react-router'
import { isLive } from '@/api/types'
import { useMyself } from '@/features/auth/me'
import { useNow } from '@/lib/clock'
import { Empty } from '@/ui/Empty'
import { Failure } from '@/ui/Failure'
import { Page } from '@/ui/Page'
import { Skeleton } from '@/ui/Skeleton'
import { useWords } from '@/words'
import { BulkBar } from './BulkBar'
import { FilterBar } from './FilterBar'
import { NewerPill } from './NewerPill'
import { TicketList } from './TicketList'
import { VerbDialog } from './VerbDialog'
import { ViewButton } from './ViewButton'
import { type TicketFilter, formatFilter, noFilter, parseFilter, sameFilter, toCount, toQuery } from './filter'
import { placeOf } from './place'
import { countsQuery, keepInSight, listQuery } from './queries'
import { rowsOf } from './rows'
import { viewOf, viewsQuery } from './savedViews'
import { type Asking, useQueueCommands } from './useQueueCommands'
import { type View, viewsFor } from './views'

const nothing: ReadonlySet<number> = new Set()

/** The moderator's page: every ticket, narrowed down as needed, worked by keyboard or mouse. */
export function Component() {
  const words = useWords()
  const [params, setParams] = useSearchParams()
  const filter = parseFilter(params)
  const me = useMyself()
  const now = useNow().getTime()
  const query = toQuery(filter, now, me.timeZone)
  const list = useInfiniteQuery({ ...listQuery(query), placeholderData: keepPreviousData })
  const total = useQuery({ ...countsQuery(toCount(filter, now, me.timeZone)), placeholderData: keepPreviousData }).data?.['']
  const [ticked, setTicked] = useState(nothing)
  const visit = useLocation().key
  const [active, setActive] = useState(() => placeOf(visit)?.active ?? -1)
  const [asking, ask] = useState<Asking | null>(null)
  const shown = useDeferredValue(list.data) // many rows are drawn bit by bit, and keys are heard meanwhile
  const rows = useMemo(() => rowsOf(shown?.pages ?? []), [shown])
  const index = rows.placeOf(active)
  const selected = ticked.size === 0 ? [] : rows.held().filter((t) => ticked.has(t.number)) // what left the list meanwhile is not
  const tick = (number: number): void => setTicked((old) => new Set(old.has(number) ? [...old].filter((n) => n !== number) : [...old, number]))
  const { hasNextPage, isFetching, fetchNextPage } = list
  const change = (next: TicketFilter): void => {
    setTicked(nothing)
    setParams(formatFilter(next), { replace: true })
  }
  const usual = viewsFor(me, words)
  const saved = useQuery(viewsQuery).data ?? []
  const title = viewOf(saved, filter)?.name ?? usual.find((v) => sameFilter(v.filter, filter) && !sameFilter(filter, noFilter))?.label ?? words.queue.title
  useQueueCommands({ rows, index, setActive, tick, ask })
  const actions = (
    <>
      <ViewButton filter={filter} usual={usual} />
      {total !== undefined && <p className="text-quiet" aria-live="polite">{words.list.count(total)}</p>}
    </>
  )
  return (
    <Page title={title} wide actions={actions}>
      <FilterBar filter={filter} onChange={change} />
      <NewerPill />
      {list.isPending && <Skeleton lines={10} />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && shown !== undefined && rows.count === 0 && <Nothing filter={filter} usual={usual} onClear={() => change(noFilter)} />}
      {rows.count > 0 && (
        <TicketList
          rows={rows}
          total={total}
          active={index}
          ticked={ticked}
          onTick={tick}
          onFocus={setActive}
          onSight={(from, to) => keepInSight(query, { from: rows.pageOf(from), to: rows.pageOf(to), held: new Set([...ticked, active]) })}
          onEnd={() => hasNextPage && !isFetching && void fetchNextPage()}
        />
      )}
      {selected.length > 0 && <BulkBar selected={selected} onDone={() => setTicked(nothing)} />}
      {asking !== null && <VerbDialog ticket={asking.ticket} verb={asking.verb} onClose={() => ask(null)} />}
    </Page>
  )
}

function Nothing({ filter, usual, onClear }: { filter: TicketFilter; usual: readonly View[]; onClear: () => void }) {
  const { list } = useWords()
  if (usual.some((v) => sameFilter(v.filter, filter))) {
    const toDo = !filter.everything && filter.status.every(isLive)
    return toDo ? <Empty title={list.caughtUp} lead={list.caughtUpLead} /> : <Empty title={list.none} />
  }
  return (
    <Empty title={list.noMatch} lead={list.noMatchLead}>
      <button type="button" className="btn" onClick={onClear}>{list.clear}</button>
    </Empty>
  )
}
