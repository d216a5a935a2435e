import { type InfiniteData, infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, take } from '@/api/client'
import { keys } from '@/api/keys'
import { queryClient } from '@/api/query'
import type { Ticket, TicketDetail } from '@/api/types'
import type { TicketQuery } from './filter'

export interface TicketPage {
  tickets: Ticket[]
  next: string | null
}
export type TicketPages = InfiniteData<TicketPage, string | undefined>

const pageSize = 50

/** A list of tickets, page after page. */
export const listQuery = (query: TicketQuery) =>
  infiniteQueryOptions({
    queryKey: keys.list(query),
    queryFn: ({ pageParam, signal }) =>
      take(api.GET('/api/tickets', { params: { query: { ...query, limit: pageSize, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  })

/** How many tickets a filter chooses, in all or by what is asked. */
export const countsQuery = (query: TicketQuery & { by?: 'assignee' | 'status' | 'priority' | 'skill' | 'category' | 'platform' | 'day' }) =>
  queryOptions({
    queryKey: keys.counts(query),
    queryFn: async ({ signal }) => (await take(api.GET('/api/tickets/counts', { params: { query }, signal }))).counts,
    staleTime: 5_000,
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
  const isOld = (t: Ticket): boolean => t.number === ticket.number && t.version < ticket.version
  if (!pages.pages.some((p) => p.tickets.some(isOld))) return pages
  return { ...pages, pages: pages.pages.map((p) => ({ ...p, tickets: p.tickets.map((t) => (isOld(t) ? { ...ticket, matches: t.matches } : t)) })) }
}
