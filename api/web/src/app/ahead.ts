import type { LoaderFunctionArgs } from 'react-router'
import { session } from '@/api/client'
import { keys } from '@/api/keys'
import { queryClient } from '@/api/query'
import type { Account } from '@/api/types'
import { parseFilter, toQuery } from '@/features/tickets/filter'
import { listQuery, ticketQuery } from '@/features/tickets/queries'

/**
 * What a page will show is asked for while the page itself is on its way. The
 * page does not wait for it here and meets what went wrong by itself; what is
 * there already is the page's to renew.
 */
function ahead(ask: () => Promise<unknown>): null {
  session.restore().then((somebody) => somebody && ask()).catch(() => null)
  return null
}

const isNew = (queryKey: readonly unknown[]): boolean => queryClient.getQueryState(queryKey) === undefined

export const askForTicket = ({ params: { number = '' } }: Pick<LoaderFunctionArgs, 'params'>): null =>
  ahead(async () => {
    const query = ticketQuery(Number(number))
    if (/^\d+$/.test(number) && isNew(query.queryKey)) await queryClient.query(query)
  })

export const askForList = ({ request }: Pick<LoaderFunctionArgs, 'request'>): null =>
  ahead(async () => {
    const zone = queryClient.getQueryData<Account>(keys.me)?.timeZone
    const query = listQuery(toQuery(parseFilter(new URL(request.url).searchParams), Date.now(), zone))
    if (isNew(query.queryKey)) await queryClient.infiniteQuery(query)
  })
