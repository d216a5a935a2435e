import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, take } from '@/api/client'
import { keys } from '@/api/keys'
import type { Role, Skill, User } from '@/api/types'

export interface PeopleFilter {
  q?: string
  role?: Role[]
  active?: boolean
}

export const peopleQuery = (filter: PeopleFilter) =>
  infiniteQueryOptions({
    queryKey: keys.people(filter),
    queryFn: ({ pageParam, signal }) => take(api.GET('/api/users', { params: { query: { ...filter, limit: 50, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  })

/** Everybody a ticket can be given to. */
export const moderatorsQuery = queryOptions({
  queryKey: [...keys.users, 'moderators'],
  queryFn: async ({ signal }): Promise<User[]> => (await take(api.GET('/api/users', { params: { query: { role: ['moderator', 'admin'], active: true, limit: 200 } }, signal }))).users,
  staleTime: 60_000,
})

export interface SkillList {
  skills: Skill[]
  version: string
}

/** The desk's skills and which list of them it is. */
export const skillListQuery = queryOptions({
  queryKey: keys.skills,
  queryFn: ({ signal }): Promise<SkillList> => take(api.GET('/api/skills', { signal })),
  staleTime: 60_000,
})

export const skillsQuery = { ...skillListQuery, select: (list: SkillList): Skill[] => list.skills }
