import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, take } from '@/api/client'
import { isCode } from '@/api/errors'
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

const shown = 20 // people in a list to choose from; whoever is not among them is found by name

/** Who fits what is typed: those a ticket can be given to, or everybody. next is null when these are all. */
export const foundQuery = (typed: string, everybody: boolean) =>
  queryOptions({
    queryKey: [...keys.users, 'found', typed.trim(), everybody],
    queryFn: ({ signal }) =>
      take(api.GET('/api/users', { params: { query: { ...(typed.trim() !== '' && { q: typed.trim() }), ...(!everybody && { role: ['moderator', 'admin'], active: true }), limit: shown } }, signal })),
    staleTime: 60_000,
  })

/** Somebody by id, null when there is no such person. */
export const personQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.users, 'person', id],
    queryFn: async ({ signal }): Promise<User | null> => {
      try {
        return (await take(api.GET('/api/users/{id}', { params: { path: { id } }, signal }))).user
      } catch (error) {
        if (isCode(error, 'not_found')) return null
        throw error
      }
    },
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
