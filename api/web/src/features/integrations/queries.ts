import { queryOptions } from '@tanstack/react-query'
import { api, take } from '@/api/client'
import type { components } from '@/api/schema'

export type Integration = components['schemas']['Integration']

export const integrationsQuery = queryOptions({
  queryKey: ['integrations'],
  queryFn: async ({ signal }): Promise<Integration[]> => (await take(api.GET('/api/admin/integrations', { signal }))).integrations,
  refetchInterval: 10_000,
})
