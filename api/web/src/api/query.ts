import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { session, onSession } from './client'
import { ApiError, isCode } from './errors'
import { keys } from './keys'

/** Failures that trying again may cure. */
export const passing = (error: unknown): boolean => !(error instanceof ApiError) || error.status === 0 || error.status >= 500

/** A right that was there and is gone: who one is has changed meanwhile. */
function onError(error: unknown): void {
  if (isCode(error, 'forbidden')) void queryClient.invalidateQueries({ queryKey: keys.me })
}

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: { staleTime: 10_000, retry: (count, error) => count < 2 && passing(error) },
    mutations: { retry: false, networkMode: 'always' }, // offline it fails, and says so: held back, it would be done hours later, unasked
  },
})

const channel = new BroadcastChannel('beckon.session')
let told = false

onSession((user) => {
  if (user !== null) {
    queryClient.setQueryData(keys.me, user)
    return
  }
  queryClient.setQueryData(keys.me, null)
  queryClient.removeQueries({ predicate: (q) => q.queryKey[0] !== keys.me[0] })
  if (!told) channel.postMessage('ended')
})

channel.onmessage = () => {
  told = true
  session.end()
  told = false
}
