import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useSearchParams } from 'react-router'
import { api, take } from '@/api/client'
import { keys } from '@/api/keys'
import { queryClient } from '@/api/query'
import type { DeskEvent } from '@/api/types'
import { focus } from '@/lib/focus'
import { ActionButton } from '@/ui/ActionButton'
import { Empty } from '@/ui/Empty'
import { Failure, sentence } from '@/ui/Failure'
import { Page } from '@/ui/Page'
import { Skeleton } from '@/ui/Skeleton'
import { Time } from '@/ui/Time'
import { say } from '@/ui/toast'
import { Why } from '@/ui/Why'
import { urls } from '@/urls'
import { type Words, useWords } from '@/words'
import { asks } from './asks'

const most = 200 // as many as the API lists

/** What the desk could not hand to its durable flow, and a way to try again. */
export function Component() {
  const words = useWords()
  const { events: w } = words
  const [params, setParams] = useSearchParams()
  const parked = params.get('all') !== 'true'
  const list = useQuery({
    queryKey: keys.events(parked),
    queryFn: async ({ signal }) => (await take(api.GET('/api/admin/events', { params: { query: { parked } }, signal }))).events,
    refetchInterval: 10_000,
  })
  const retry = useMutation({
    mutationFn: (e: DeskEvent) => take(api.POST('/api/admin/events/{id}/retry', { params: { path: { id: e.id } } })),
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: ['events'] }),
    onError: (error) => say(sentence(error, words), { bad: true }),
  })
  const tab = (on: boolean, label: string) => (
    <button type="button" className={`btn btn-sm join-item ${parked === on ? 'btn-primary' : 'border-base-300 bg-base-100'}`} aria-pressed={parked === on} onClick={() => setParams(on ? {} : { all: 'true' }, { replace: true })}>
      {label}
    </button>
  )
  return (
    <Page title={w.title} wide actions={<div role="group" aria-label={w.title} className="join">{tab(true, w.parked)}{tab(false, w.pending)}</div>}>
      <p className="text-quiet -mt-2">{w.lead}</p>
      {retry.isSuccess && <p key={retry.submittedAt} ref={focus} tabIndex={-1} className="alert alert-success alert-soft">{w.retried(named(retry.variables, words))}</p>}
      {list.isPending && <Skeleton />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.data?.length === most && <p role="note" className="alert alert-warning alert-soft">{w.capped(most)}</p>}
      {list.data?.length === 0 && <Empty title={parked ? w.none : w.noneUnderWay} lead={parked ? w.noneLead : w.noneUnderWayLead} />}
      {list.data !== undefined && list.data.length > 0 && (
        <ul className="panel divide-base-300 divide-y" aria-label={w.title}>
          {list.data.map((e) => (
            <EventRow key={e.id} event={e} busy={retry.isPending} retry={() => retry.mutate(e)} />
          ))}
        </ul>
      )}
    </Page>
  )
}

/** What an event asks for, and of which ticket or person. */
const named = (e: DeskEvent, words: Words): string => [asks(e, words), e.ticket !== null ? `#${e.ticket}` : e.person?.name].filter((part) => part !== undefined).join(', ')

function EventRow({ event, busy, retry }: { event: DeskEvent; busy: boolean; retry: () => void }) {
  const words = useWords()
  const { events: w } = words
  return (
    <li className="flex flex-wrap items-center gap-3 p-3">
      <div className="min-w-0 grow basis-64">
        <p className="font-medium">
          {asks(event, words)} {event.ticket !== null && <Link className="link" to={urls.ticket(event.ticket)}>#{event.ticket}</Link>}
          {event.person !== null && <span className="text-quiet">· {event.person.name}</span>}
        </p>
        <p className="text-quiet text-sm">
          {w.since} <Time at={event.at} /> · {w.tries}: {event.attempts}
          {event.nextAt !== null && !event.parked && <> · {w.next}: <Time at={event.nextAt} /></>}
        </p>
        {event.error !== '' && <div className="text-error text-sm"><Why cause={event.cause} said={event.error} /></div>}
      </div>
      {event.parked && <ActionButton className="btn-sm" aria-label={`${w.retry}: ${named(event, words)}`} busy={busy} onPress={retry}>{w.retry}</ActionButton>}
    </li>
  )
}
