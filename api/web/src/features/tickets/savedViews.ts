import { queryOptions, useMutation } from '@tanstack/react-query'
import { api, take } from '@/api/client'
import { keys } from '@/api/keys'
import { queryClient } from '@/api/query'
import type { SavedView } from '@/api/types'
import { type TicketFilter, formatFilter, parseFilter, sameFilter } from './filter'

const fetchViews = async (): Promise<SavedView[]> => (await take(api.GET('/api/me/views'))).views

/** The lists that somebody has given a name, in their order. */
export const viewsQuery = queryOptions({ queryKey: keys.views, queryFn: fetchViews, staleTime: 60_000 })

/** Changes the list as it is on the server now: another tab may have changed it. */
export const useViews = () =>
  useMutation({
    mutationFn: async (change: (views: SavedView[]) => SavedView[]) =>
      (await take(api.PUT('/api/me/views', { body: { views: change(await fetchViews()) } }))).views,
    onSuccess: (views) => queryClient.setQueryData(keys.views, views),
  })

export const filterOf = (view: SavedView): TicketFilter => parseFilter(new URLSearchParams(view.query))

/** The view that shows what the filter does, if there is one. */
export const viewOf = (views: readonly SavedView[], filter: TicketFilter): SavedView | undefined => views.find((v) => sameFilter(filterOf(v), filter))

/** The views with a filter under a name: what had the name, or was called before, is replaced where it stands. */
export function saveView(views: readonly SavedView[], name: string, filter: TicketFilter, before?: string): SavedView[] {
  const view = { name, query: formatFilter(filter).toString() }
  const isName = (v: SavedView, n: string | undefined): boolean => v.name.toLowerCase() === n?.toLowerCase()
  const at = views.findIndex((v) => isName(v, before ?? name))
  if (at < 0) return [...views, view]
  return views.flatMap((v, i) => (i === at ? [view] : isName(v, name) ? [] : [v]))
}

export const withoutView = (views: readonly SavedView[], name: string): SavedView[] => views.filter((v) => v.name !== name)
