import { queryOptions } from '@tanstack/react-query'
import { api, take } from '@/api/client'
import { isCode } from '@/api/errors'
import { keys } from '@/api/keys'
import { queryClient } from '@/api/query'
import { liveStatuses } from '@/api/types'
import { type SkillList, skillListQuery } from '@/features/people/queries'
import { type Change, changed } from './change'

const most = 200 // people of one page

/** Who and what a skill is on now. */
export const usesQuery = (skill: string) =>
  queryOptions({
    queryKey: [...keys.skills, 'uses', skill],
    queryFn: async ({ signal }) => {
      const [people, tickets] = await Promise.all([
        take(api.GET('/api/users', { params: { query: { skill, limit: most } }, signal })),
        take(api.GET('/api/tickets/counts', { params: { query: { skill: [skill], status: [...liveStatuses] } }, signal })),
      ])
      return { people: people.users.length, more: people.next !== null, tickets: tickets.counts[''] ?? 0 }
    },
  })

/** Makes a change to the list as it is now; null when what it changes is no longer as it was seen. */
export async function saveChange(list: SkillList, change: Change): Promise<SkillList | null> {
  const skills = changed(list.skills, change)
  if (skills === null) return null
  try {
    return await take(api.PUT('/api/skills', { body: { skills, version: list.version } }))
  } catch (error) {
    if (!isCode(error, 'conflict')) throw error
    const now = await take(api.GET('/api/skills'))
    queryClient.setQueryData(skillListQuery.queryKey, now)
    return saveChange(now, change)
  }
}

/** Merges one skill into another, and reads again whatever carried it. */
export async function mergeSkills(from: string, into: string) {
  const done = await take(api.POST('/api/skills/merge', { body: { from, into } }))
  queryClient.setQueryData(skillListQuery.queryKey, { skills: done.skills, version: done.version })
  for (const key of [keys.users, keys.tickets, ['ticket']]) void queryClient.invalidateQueries({ queryKey: key })
  return done
}
