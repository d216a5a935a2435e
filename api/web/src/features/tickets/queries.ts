import { type InfiniteData, infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, take } from '@/api/client'
import { keys } from '@/api/keys'
import { queryClient } from '@/api/query'
import type { TicketDetail } from '@/api/types'
import { type TicketQuery, settled } from './filter'
import { listIsOld } from './newer'
import { type Row, toRow } from './row'

export interface TicketPage {
  tickets: Row[]
  next: string | null
  at: string // when the first page was asked for: what is overdue is so on every page
}
interface PageParam {
  cursor: string
  at: string
}
export type TicketPages = InfiniteData<TicketPage, PageParam | undefined>

const tick = 60_000 // ms after which time alone has made more tickets overdue

/** How often to ask a question anew although nothing has changed. */
const again = (query: TicketQuery): number | false => (query.overdue === true ? tick : false)

const firstPage = 50 // tickets, there at once
const furtherPages = 200

const manyPages = 3

/** Whether a query is a list that is too long to be read anew at every change. */
export const isLongList = (query: { queryKey: readonly unknown[]; state: { data: unknown } }): boolean =>
  query.queryKey[1] === 'list' && ((query.state.data as TicketPages | undefined)?.pages.length ?? 0) > manyPages

/** Reads anew what is shown of tickets; a long list only says that it has changed. */
export function refreshTickets(): void {
  void queryClient.invalidateQueries({ queryKey: keys.tickets, predicate: (q) => !isLongList(q) })
  if (queryClient.getQueryCache().findAll({ predicate: isLongList, type: 'active' }).length > 0) listIsOld.write(true)
}

/** A list of tickets, page after page. */
export const listQuery = (query: TicketQuery) =>
  infiniteQueryOptions({
    queryKey: keys.list(query),
    queryFn: async ({ pageParam, signal }): Promise<TicketPage> => {
      const limit = pageParam === undefined ? firstPage : furtherPages
      const at = pageParam?.at ?? new Date().toISOString()
      const { tickets, next } = await take(api.GET('/api/tickets', { params: { query: { ...settled(query, at), limit, cursor: pageParam?.cursor } }, signal }))
      return { tickets: tickets.map(toRow), next, at }
    },
    initialPageParam: undefined as PageParam | undefined,
    getNextPageParam: ({ next, at }) => (next === null ? undefined : { cursor: next, at }),
    refetchInterval: (list) => !isLongList(list) && again(query),
    refetchOnMount: (query) => !isLongList(query),
    refetchOnWindowFocus: (query) => !isLongList(query),
    refetchOnReconnect: (query) => !isLongList(query),
  })

/** How many tickets a filter chooses, in all or by what is asked. */
export const countsQuery = (query: TicketQuery & { by?: 'assignee' | 'status' | 'priority' | 'skill' | 'category' | 'platform' | 'day' }) =>
  queryOptions({
    queryKey: keys.counts(query),
    queryFn: async ({ signal }) => {
      const { by, ...chosen } = query
      return (await take(api.GET('/api/tickets/counts', { params: { query: { ...settled(chosen, new Date().toISOString()), ...(by !== undefined && { by }) } }, signal }))).counts
    },
    staleTime: 5_000,
    refetchInterval: again(query),
  })

export const fetchTicket = async (number: number, signal?: AbortSignal): Promise<TicketDetail> =>
  (await take(api.GET('/api/tickets/{number}', { params: { path: { number: String(number) } }, signal: signal ?? null }))).ticket

export const ticketQuery = (number: number) =>
  queryOptions({ queryKey: keys.ticket(number), queryFn: ({ signal }) => fetchTicket(number, signal) })

/** Shows a newer state of a ticket everywhere it is shown. Lists are asked again whether it still belongs to them. */
export function putTicket(ticket: TicketDetail): void {
  queryClient.setQueryData<TicketDetail>(keys.ticket(ticket.number), (old) => (old !== undefined && old.version > ticket.version ? old : ticket))
  queryClient.setQueriesData<TicketPages>({ queryKey: [...keys.tickets, 'list'] }, (old) => old && replaceRow(old, ticket))
  void queryClient.invalidateQueries({ queryKey: [...keys.tickets, 'counts'] })
}

/** The pages with a row replaced by a newer state of it; the same pages when it is not on them. */
export function replaceRow(pages: TicketPages, ticket: TicketDetail): TicketPages {
  const isOld = (t: Row): boolean => t.number === ticket.number && t.version < ticket.version
  if (!pages.pages.some((p) => p.tickets.some(isOld))) return pages
  return { ...pages, pages: pages.pages.map((p) => ({ ...p, tickets: p.tickets.map((t) => (isOld(t) ? { ...toRow(ticket), matches: t.matches } : t)) })) }
}
