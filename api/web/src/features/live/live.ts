import type { Query } from '@tanstack/react-query'
import { keys } from '@/api/keys'
import { queryClient } from '@/api/query'
import { onReached, reached } from '@/api/reach'
import type { TicketDetail } from '@/api/types'
import { listIsOld } from '@/features/tickets/newer'
import { type TicketPages, fetchTicket, isLongList, putRows, refreshTickets } from '@/features/tickets/queries'
import type { Row } from '@/features/tickets/row'
import { createStore } from '@/lib/store'
import { type LiveMessage, type State, keepStream } from './stream'

/** Whether changes made elsewhere arrive by themselves. */
export const liveState = createStore<State>('connecting')

const gather = 150 // ms; changes that come together are read together

let changed = new Map<number, number>()
let timer: ReturnType<typeof setTimeout> | undefined

function receive(message: LiveMessage): void {
  switch (message.kind) {
    case 'state':
      liveState.write(message.state)
      if (message.state === 'live') void queryClient.refetchQueries({ type: 'active', predicate: (q) => q.state.status === 'error' }) // what could not be read meanwhile
      return
    case 'reset':
      void queryClient.invalidateQueries({ predicate: (q) => !isLongList(q) })
      refreshTickets()
      return
    case 'ticket':
      changed.set(message.number, message.version)
      timer ??= setTimeout(catchUp, gather)
  }
}

/** Reads what has changed among what is shown. */
function catchUp(): void {
  const news = changed
  changed = new Map()
  timer = undefined
  const cache = queryClient.getQueryCache()
  for (const [number, version] of news) {
    const query = cache.find<TicketDetail>({ queryKey: keys.ticket(number) })
    if (query !== undefined && (query.state.data?.version ?? 0) < version) void readAnew(query)
  }
  for (const query of cache.findAll({ queryKey: [...keys.tickets, 'counts'] })) void readAnew(query)
  for (const query of cache.findAll({ queryKey: [...keys.tickets, 'list'] })) {
    const data = query.state.data as TicketPages | undefined
    if (data === undefined || !isLongList(query)) {
      void readAnew(query)
      continue
    }
    if (query.getObserversCount() > 0) listIsOld.write(true)
    void readRows(data.pages.flatMap((p) => p.tickets).filter((t) => t.version < (news.get(t.number) ?? 0)))
  }
}

/** Reads rows of a long list anew. They are shown together: a list that changes with each of them is never drawn while much changes. */
async function readRows(rows: readonly Row[]): Promise<void> {
  const read = await Promise.all(rows.map((t) => fetchTicket(t.number).catch(() => null)))
  putRows(read.filter((t) => t !== null))
}

/** Reads anew what is shown of a question. The answer that is on its way may be from before the change: it is asked once more when that is there. */
async function readAnew<T>(query: Query<T>): Promise<void> {
  if (query.state.fetchStatus !== 'idle') await query.fetch().catch(() => null)
  await queryClient.invalidateQueries({ queryKey: query.queryKey, exact: true }, { cancelRefetch: false })
}

/**
 * Follows the changes until the signal aborts. Of all tabs of the browser one
 * is connected and tells the others, and is told by them that the desk answers
 * when it does not know; when it goes, another takes over. Where
 * the browser has no locks every tab connects by itself.
 */
export function follow(signal: AbortSignal): void {
  const channel = new BroadcastChannel('beckon.live')
  let leading = false
  channel.onmessage = ({ data }: MessageEvent<LiveMessage | 'state?' | 'reached'>) => {
    if (data === 'reached') {
      if (leading) reached()
    } else if (data !== 'state?') receive(data)
    else if (leading) channel.postMessage({ kind: 'state', state: liveState.read() } satisfies LiveMessage)
  }
  channel.postMessage('state?')
  onReached(() => {
    if (!leading && liveState.read() === 'offline') channel.postMessage('reached')
  }, signal)
  signal.addEventListener('abort', () => channel.close())
  const lead = (): Promise<void> => {
    leading = true
    return keepStream((message) => {
      if (signal.aborted) return
      receive(message)
      channel.postMessage(message)
    }, signal)
  }
  if ('locks' in navigator) navigator.locks.request('beckon.live', { signal }, lead).catch(() => null)
  else void lead()
}
