import { beforeEach, describe, expect, test, vi } from 'vitest'
import { type Session, createSession } from './session'
import type { Account } from './types'

const ann = { id: '1', name: 'Ann' } as Account
const origin = 'http://desk.test'

/** A server that accepts one access token at a time. */
class Server {
  valid = 'first'
  refreshes = 0
  refreshStatus = 200
  asked: string[] = []
  accepts = true

  send = (request: Request): Promise<Response> => {
    if (new URL(request.url).pathname === '/api/auth/refresh') {
      this.refreshes++
      if (this.refreshStatus !== 200) return Promise.resolve(Response.json({ error: { code: 'unauthenticated', message: 'Please log in.' } }, { status: this.refreshStatus }))
      return Promise.resolve(Response.json({ user: ann, accessToken: this.valid }))
    }
    const token = request.headers.get('Authorization')
    this.asked.push(token ?? '')
    return Promise.resolve(new Response(null, { status: this.accepts && token === `Bearer ${this.valid}` ? 200 : 401 }))
  }
}

describe('a session', () => {
  let server: Server
  let session: Session
  let changed: (Account | null)[]
  let hinted: boolean
  const get = () => session.fetch(new Request(`${origin}/api/me`))

  beforeEach(() => {
    // Addresses in the app are relative to the page.
    vi.stubGlobal('Request', class extends Request {
      constructor(input: RequestInfo | URL, init?: RequestInit) {
        super(typeof input === 'string' ? new URL(input, origin) : input, init)
      }
    })
    server = new Server()
    changed = []
    hinted = true
    session = createSession({
      send: server.send,
      changed: (user) => changed.push(user),
      hint: { read: () => hinted, write: (maybe) => (hinted = maybe) },
      alone: (work) => work(),
    })
    return () => vi.unstubAllGlobals()
  })

  test('asks once with the token it has', async () => {
    session.begin({ user: ann, accessToken: 'first' })
    expect((await get()).status).toBe(200)
    expect(server.asked).toEqual(['Bearer first'])
  })

  test('renews a token that has run out and asks again', async () => {
    session.begin({ user: ann, accessToken: 'old' })
    expect((await get()).status).toBe(200)
    expect(server.asked).toEqual(['Bearer old', 'Bearer first'])
  })

  test('renews once for ten requests that fail together', async () => {
    session.begin({ user: ann, accessToken: 'old' })
    const answers = await Promise.all(Array.from({ length: 10 }, get))
    expect(answers.map((r) => r.status)).toEqual(Array(10).fill(200))
    expect(server.refreshes).toBe(1)
  })

  test('does not ask a third time', async () => {
    session.begin({ user: ann, accessToken: 'old' })
    server.accepts = false
    expect((await get()).status).toBe(401)
    expect(server.refreshes).toBe(1)
  })

  test('ends when it cannot be renewed', async () => {
    session.begin({ user: ann, accessToken: 'old' })
    server.refreshStatus = 401
    expect((await get()).status).toBe(401)
    expect(changed.at(-1)).toBeNull()
    expect(hinted).toBe(false)
  })

  test('lives on when the server is down', async () => {
    session.begin({ user: ann, accessToken: 'old' })
    server.refreshStatus = 503
    await expect(get()).rejects.toMatchObject({ status: 503 })
    expect(changed).toEqual([ann])
  })

  test('is not asked for where there never was one', async () => {
    hinted = false
    expect(await session.restore()).toBe(false)
    expect(server.refreshes).toBe(0)
  })

  test('comes back after a reload', async () => {
    expect(await session.restore()).toBe(true)
    expect(changed).toEqual([ann])
    expect((await get()).status).toBe(200)
  })
})
