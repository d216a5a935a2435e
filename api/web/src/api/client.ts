import createClient from 'openapi-fetch'
import { ApiError, errorOf } from './errors'
import { reached } from './reach'
import type { paths } from './schema'
import { createSession } from './session'
import type { Account } from './types'

const hintKey = 'beckon.session'
const listeners = new Set<(user: Account | null) => void>()
let latest: { user: Account | null } | null = null

/** Calls back whenever somebody logs in, is renewed, or the session ends; at once with the last of these there was. */
export function onSession(listener: (user: Account | null) => void): void {
  listeners.add(listener)
  if (latest !== null) listener(latest.user)
}

async function send(request: Request): Promise<Response> {
  try {
    const response = await fetch(request)
    if (response.status < 500) reached() // else it may be a proxy that speaks
    return response
  } catch (cause) {
    if (request.signal.aborted) throw cause
    throw new ApiError(0, 'offline', '')
  }
}

export const session = createSession({
  send,
  changed: (user) => {
    latest = { user }
    for (const listener of listeners) listener(user)
  },
  hint: {
    read: () => localStorage.getItem(hintKey) !== null,
    write: (maybe) => (maybe ? localStorage.setItem(hintKey, '1') : localStorage.removeItem(hintKey)),
  },
  // Browsers have locks on https and localhost only.
  alone: async (work) => ('locks' in navigator ? await navigator.locks.request('beckon.refresh', work) : await work()),
})

/** The API as nobody: logging in and one-time links. */
export const open = createClient<paths>({ fetch: send })

/** The API as the person who is logged in. */
export const api = createClient<paths>({ fetch: session.fetch })

/** The data of an answer; throws ApiError when there is none. */
export async function take<A extends { data?: unknown; error?: unknown; response: Response }>(answer: Promise<A>): Promise<NonNullable<A['data']>> {
  const { data, error, response } = await answer
  if (!response.ok) throw errorOf(response.status, error)
  return data as NonNullable<A['data']>
}
