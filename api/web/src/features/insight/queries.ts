import { queryOptions } from '@tanstack/react-query'
import { api, take } from '@/api/client'
import type { components } from '@/api/schema'
import { urls } from '@/urls'
import type { Range } from './figures'

export type Insight = components['schemas']['Insight']

/** How the desk has done between two days of a zone; the second is not part of it, and tomorrow when it is left out. */
export const insightQuery = (range: Range & { timeZone: string }) =>
  queryOptions({
    queryKey: ['insight', range],
    // The same address also serves text/csv, which is why the type says string as well.
    queryFn: async ({ signal }) => (await take(api.GET('/api/insight', { params: { query: range }, signal }))) as Insight,
    staleTime: 60_000, // the desk itself counts once a minute
  })

/** The page that lists the tickets behind a figure. The API's lists hold every status unless told otherwise; the page's only what is live. */
export function listOf(query: string): string {
  const params = new URLSearchParams(query)
  if (!params.has('status')) params.set('status', 'all')
  return `${urls.queue}?${params.toString()}`
}
