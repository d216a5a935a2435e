import { queryOptions } from '@tanstack/react-query'
import { session } from '@/api/client'
import { errorOf } from '@/api/errors'
import { keys } from '@/api/keys'
import type { TicketFile } from '@/api/types'

/** What a file holds. A link would not do: the right to see it is in a header. */
export async function fetchContent(number: number, file: TicketFile, signal?: AbortSignal): Promise<Blob> {
  const response = await session.fetch(new Request(`/api/tickets/${number}/files/${file.id}`, { signal: signal ?? null }))
  if (!response.ok) throw errorOf(response.status, await response.json().catch(() => null))
  return response.blob()
}

/** What a file holds, to be shown; it never changes. */
export const contentQuery = (number: number, file: TicketFile) =>
  queryOptions({ queryKey: keys.file(file.id), queryFn: ({ signal }) => fetchContent(number, file, signal), staleTime: Infinity })
