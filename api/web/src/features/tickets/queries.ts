import { type InfiniteData, infiniteQueryOptions, queryOptions, replaceEqualDeep } from '@tanstack/react-query'
import { api, take } from '@/api/client'
import { keys } from '@/api/keys'
import { queryClient } from '@/api/query'
import type { TicketDetail } from '@/api/types'
import { type TicketQuery, settled, untilNext } from './filter'
import { listIsOld } from './newer'
import { type Row, toRow } from './row'
import { type Sight, type TicketPage, letGo, missing, putBack } from './rows'

interface PageParam {
  cursor: string
  at: number
}
export type TicketPages = InfiniteData<TicketPage, PageParam | undefined>

/** Dashboards do not all ask in the first second of a minute; one asks for all it shows at once. */
const spread = 5_000 * Math.random() // ms

/** When to ask a question anew although nothing has changed. */
const again = (query: TicketQuery): number | false => (query.overdue === true ? untilNext(Date.now()) + spread : false)

const firstPage = 50 // tickets, there at once
const furtherPages = 200

const manyPages = 3

const isLong = (data: unknown): boolean => ((data as TicketPages | undefined)?.pages.length ?? 0) > manyPages

/** Whether a query is a list that is too long to be read anew at every change. */
export const isLongList = (query: { queryKey: readonly unknown[]; state: { data: unknown } }): boolean => query.queryKey[1] === 'list' && isLong(query.state.data)

/** Reads anew what is shown of tickets; a long list only says that it has changed. */
export function refreshTickets(): void {
  void queryClient.invalidateQueries({ queryKey: keys.tickets, predicate: (q) => !isLongList(q) })
  if (queryClient.getQueryCache().findAll({ predicate: isLongList, type: 'active' }).length > 0) listIsOld.write(true)
}

async function fetchPage(query: TicketQuery, param: PageParam | undefined, signal: AbortSignal): Promise<TicketPage> {
  const limit = param === undefined ? firstPage : furtherPages
  const at = param?.at ?? Date.now()
  const { tickets, next } = await take(api.GET('/api/tickets', { params: { query: { ...settled(query, at), limit, cursor: param?.cursor } }, signal }))
  return { tickets: tickets.map(toRow), size: tickets.length, next, at }
}

/** A list of tickets, page after page. */
export const listQuery = (query: TicketQuery) =>
  infiniteQueryOptions({
    queryKey: keys.list(query),
    queryFn: ({ pageParam, signal }) => fetchPage(query, pageParam, signal),
    initialPageParam: undefined as PageParam | undefined,
    getNextPageParam: ({ next, at }) => (next === null ? undefined : { cursor: next, at }),
    refetchInterval: (list) => !isLongList(list) && again(query),
    refetchOnMount: (query) => !isLongList(query),
    refetchOnWindowFocus: (query) => !isLongList(query),
    refetchOnReconnect: (query) => !isLongList(query),
    structuralSharing: (old, now) => (isLong(now) ? now : replaceEqualDeep(old, now)), // comparing every row at every page would take longer and longer
  })

/** Keeps of a list what is looked at, so that its length does not matter: reads again what was let go and is in sight, lets go of what is far. */
export function keepInSight(query: TicketQuery, sight: Sight): void {
  const { queryKey } = listQuery(query)
  const data = queryClient.getQueryData<TicketPages>(queryKey)
  if (data === undefined) return
  for (const index of missing(data.pages, sight)) void readAgain(query, index, data.pageParams[index])
  const pages = letGo(data.pages, sight)
  if (pages !== data.pages) queryClient.setQueryData<TicketPages>(queryKey, { ...data, pages })
}

async function readAgain(query: TicketQuery, index: number, param: PageParam | undefined): Promise<void> {
  // A question of its own, so that nobody asks it twice at a time.
  const page = await queryClient.query({ queryKey: ['page', query, param ?? null], queryFn: ({ signal }) => fetchPage(query, param, signal), gcTime: 0 }).catch(() => null)
  if (page !== null) queryClient.setQueryData<TicketPages>(listQuery(query).queryKey, (old) => old && { ...old, pages: putBack(old.pages, index, page.tickets) })
}

/** How many tickets a filter chooses, in all or by what is asked. */
export const countsQuery = (query: TicketQuery & { by?: 'assignee' | 'status' | 'priority' | 'skill' | 'category' | 'platform' | 'day' }) =>
  queryOptions({
    queryKey: keys.counts(query),
    queryFn: async ({ signal }) => {
      const { by, ...chosen } = query
      return (await take(api.GET('/api/tickets/counts', { params: { query: { ...settled(chosen, Date.now()), ...(by !== undefined && { by }) } }, signal }))).counts
    },
    staleTime: 5_000,
    refetchInterval: () => again(query),
  })

export const fetchTicket = async (number: number, signal?: AbortSignal): Promise<TicketDetail> =>
  (await take(api.GET('/api/tickets/{number}', { params: { path: { number: String(number) } }, signal: signal ?? null }))).ticket

export const ticketQuery = (number: number) =>
  queryOptions({
    queryKey: keys.ticket(number),
    queryFn: ({ signal }) => fetchTicket(number, signal),
    structuralSharing: (old, now) => (isNewer(old, now) ? old : replaceEqualDeep(old, now)), // an answer may be overtaken by what was done meanwhile
  })

const isNewer = (old: unknown, now: unknown): boolean => old !== undefined && (old as TicketDetail).version > (now as TicketDetail).version

/** Shows a newer state of a ticket everywhere it is shown. Lists are asked again whether it still belongs to them. */
export function putTicket(ticket: TicketDetail): void {
  queryClient.setQueryData<TicketDetail>(keys.ticket(ticket.number), (old) => (isNewer(old, ticket) ? old : ticket))
  putRows([ticket])
  void queryClient.invalidateQueries({ queryKey: [...keys.tickets, 'counts'] })
}

/** Shows newer states of tickets in the lists, at once. */
export function putRows(tickets: readonly TicketDetail[]): void {
  queryClient.setQueriesData<TicketPages>({ queryKey: [...keys.tickets, 'list'] }, (old) => old && tickets.reduce(replaceRow, old))
}

/** The pages with a row replaced by a newer state of it; the same pages when it is not on them. */
function replaceRow(pages: TicketPages, ticket: TicketDetail): TicketPages {
  const isOld = (t: Row): boolean => t.number === ticket.number && t.version < ticket.version
  if (!pages.pages.some((p) => p.tickets.some(isOld))) return pages
  return { ...pages, pages: pages.pages.map((p) => ({ ...p, tickets: p.tickets.map((t) => (isOld(t) ? { ...toRow(ticket), matches: t.matches } : t)) })) }
}
