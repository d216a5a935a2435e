import { queryOptions } from '@tanstack/react-query'
import { api, take } from '@/api/client'
import { keys } from '@/api/keys'
import { queryClient } from '@/api/query'
import type { Status } from '@/api/types'

const most = 200 // people of one page
const live: Status[] = ['open', 'in_progress', 'waiting']

/** Who and what a skill is on now. */
export const usesQuery = (skill: string) =>
  queryOptions({
    queryKey: [...keys.skills, 'uses', skill],
    queryFn: async ({ signal }) => {
      const [people, tickets] = await Promise.all([
        take(api.GET('/api/users', { params: { query: { skill, limit: most } }, signal })),
        take(api.GET('/api/tickets/counts', { params: { query: { skill: [skill], status: live } }, signal })),
      ])
      return { people: people.users.length, more: people.next !== null, tickets: tickets.counts[''] ?? 0 }
    },
  })

/** Merges one skill into another, and reads again whatever carried it. */
export async function mergeSkills(from: string, into: string) {
  const done = await take(api.POST('/api/skills/merge', { body: { from, into } }))
  queryClient.setQueryData(keys.skills, done.skills)
  for (const key of [keys.users, keys.tickets, ['ticket']]) void queryClient.invalidateQueries({ queryKey: key })
  return done
}
