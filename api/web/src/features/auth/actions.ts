import { api, open, session, take } from '@/api/client'
import type { Account } from '@/api/types'
import { forgetDrafts } from '@/lib/draft'

export const logIn = async (body: { email: string; password: string }): Promise<Account> =>
  session.begin(await take(open.POST('/api/auth/login', { body })))

export const signUp = async (body: { email: string; password: string; name: string }): Promise<Account> =>
  session.begin(await take(open.POST('/api/auth/signup', { body })))

/** Uses up a one-time link and logs in. */
export const setPassword = async (body: { token: string; password: string }): Promise<Account> =>
  session.begin(await take(open.POST('/api/auth/password', { body })))

export const askForLink = (body: { email: string }): Promise<unknown> => take(open.POST('/api/auth/forgot', { body }))

export const verify = (body: { token: string }): Promise<unknown> => take(api.POST('/api/auth/verify', { body }))

/** Ends this session, here in any case. */
export async function logOut(): Promise<void> {
  await take(api.POST('/api/auth/logout')).catch(() => null)
  leave()
}

/** Ends every session. When that fails, this one stays: whoever is out here must know that they are out elsewhere. */
export async function logOutEverywhere(): Promise<void> {
  await take(api.POST('/api/auth/logout-all'))
  leave()
}

function leave(): void {
  forgetDrafts()
  session.end()
}
