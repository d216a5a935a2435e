import { useQuery } from '@tanstack/react-query'
import { api, open, session, take } from '@/api/client'
import { keys } from '@/api/keys'
import { queryClient } from '@/api/query'
import type { Account } from '@/api/types'

/** The person who is logged in, null for nobody. */
export function useMe(): Account | null {
  const { data } = useQuery({
    queryKey: keys.me,
    queryFn: async () => (await take(api.GET('/api/me'))).user as Account | null,
    enabled: (q) => q.state.data !== null && q.state.data !== undefined,
    staleTime: Infinity,
  })
  return data ?? null
}

/** Whether people may make accounts for themselves: they may, until the desk says that they may not. */
export const useSignUpOpen = (): boolean =>
  useQuery({ queryKey: keys.signUp, queryFn: () => take(open.GET('/api/auth/signup')), staleTime: Infinity }).data?.open !== false

/** The person who is logged in, on pages that only they see. */
export function useMyself(): Account {
  const me = useMe()
  if (me === null) throw new Error('this page is for people who are logged in')
  return me
}

/**
 * Run before each page that needs somebody logged in: restores the session at
 * the first, and looks again who one is at the others, so that a change of
 * role shows at the next click.
 */
export async function lookWhoIAm(): Promise<null> {
  if (queryClient.getQueryData(keys.me)) {
    void queryClient.invalidateQueries({ queryKey: keys.me })
    return null
  }
  await session.restore()
  return null
}
