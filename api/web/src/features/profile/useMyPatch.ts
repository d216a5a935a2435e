import { useMutation } from '@tanstack/react-query'
import { api, take } from '@/api/client'
import { keys } from '@/api/keys'
import { queryClient } from '@/api/query'
import type { UserPatch } from '@/api/types'
import { say } from '@/ui/toast'
import { words } from '@/words'

/** Changes the profile of whoever is logged in; says so when they did it. */
export const useMyPatch = ({ silent = false } = {}) =>
  useMutation({
    scope: { id: 'me' }, // one after the other: of two that overtake each other, the older would stay
    mutationFn: async (body: UserPatch) => (await take(api.PATCH('/api/me', { body }))).user,
    onSuccess: async (user) => {
      await queryClient.cancelQueries({ queryKey: keys.me }) // which may answer as I was before
      queryClient.setQueryData(keys.me, user)
      if (!silent) say(words().profile.saved)
    },
  })
