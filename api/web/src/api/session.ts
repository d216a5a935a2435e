import { errorOf } from './errors'
import type { Account, SessionBody } from './types'

/**
 * A session of one browser. The access token lives in memory only; the refresh
 * token is a cookie that scripts cannot read. A refresh token works once, so
 * renewing is single-flight within the tab, and one tab at a time where the
 * browser has locks.
 */
export interface Session {
  /** Like fetch, as the person who is logged in. Renews once when the token has run out. */
  fetch: Send
  /** Like fetch, but sent another way. */
  via: (send: Send) => Send
  /** Takes over a session that a log-in has begun. */
  begin: (body: SessionBody) => Account
  /** Forgets the session here; the server is not asked. */
  end: () => void
  /** Whether anybody is logged in, after asking the server once if need be. */
  restore: () => Promise<boolean>
}

type Send = (request: Request) => Promise<Response>

export interface SessionConfig {
  send: Send
  /** Called with the person when a session begins or is renewed, with null when it has ended. */
  changed: (user: Account | null) => void
  /** Keeps, across reloads, that there may be a session. No secret. */
  hint: { read: () => boolean; write: (maybe: boolean) => void }
  /** Runs the work while no other tab runs its own. */
  alone: (work: () => Promise<boolean>) => Promise<boolean>
}

export function createSession({ send, changed, hint, alone }: SessionConfig): Session {
  let token: string | null = null
  let renewal: Promise<boolean> | null = null

  const begin = (body: SessionBody): Account => {
    token = body.accessToken
    hint.write(true)
    const user = body.user as Account
    changed(user)
    return user
  }
  const end = (): void => {
    token = null
    hint.write(false)
    changed(null)
  }
  const renewNow = async (): Promise<boolean> => {
    // keepalive: a page that is left meanwhile must not lose the new cookie.
    const response = await send(new Request('/api/auth/refresh', { method: 'POST', keepalive: true }))
    if (response.ok) {
      begin((await response.json()) as SessionBody)
      return true
    }
    if (response.status !== 401) throw errorOf(response.status, await response.json().catch(() => null))
    end()
    return false
  }
  const renew = (): Promise<boolean> =>
    (renewal ??= alone(renewNow).finally(() => {
      renewal = null
    }))

  const via = (how: Send): Send => {
    const sendAs = (request: Request): Promise<Response> => {
      if (token !== null) request.headers.set('Authorization', `Bearer ${token}`)
      return how(request)
    }
    return async (request) => {
      const used = token
      const response = await sendAs(request.clone())
      if (response.status !== 401) return response
      const renewed = token !== used || (await renew())
      return renewed ? sendAs(request) : response
    }
  }

  return {
    begin,
    end,
    restore: async () => token !== null || (hint.read() && (await renew())),
    fetch: via(send),
    via,
  }
}
