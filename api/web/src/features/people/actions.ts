import { api, take } from '@/api/client'
import { keys } from '@/api/keys'
import { queryClient } from '@/api/query'
import type { Role, User, UserPatch } from '@/api/types'

/** Reads again whoever may have changed, oneself included; done once it is shown, so that nothing is said before. */
const read = (): Promise<unknown> => Promise.all([keys.users, keys.me].map((queryKey) => queryClient.invalidateQueries({ queryKey })))

export async function setUser({ id, ...body }: UserPatch & { id: string }): Promise<User> {
  const { user } = await take(api.PATCH('/api/users/{id}', { params: { path: { id } }, body }))
  await read()
  return user
}

export async function signOutUser(id: string): Promise<void> {
  await take(api.POST('/api/users/{id}/logout', { params: { path: { id } } }))
  await read()
}

export async function invite(body: { email: string; name: string; role: Role; skills: string[] }): Promise<User> {
  const { user } = await take(api.POST('/api/users', { body }))
  await read()
  return user
}
