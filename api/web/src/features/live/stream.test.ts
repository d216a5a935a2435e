import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { reached } from '@/api/reach'
import { type LiveMessage, keepStream } from './stream'

const answers: (() => Promise<Response>)[] = []
vi.mock('@/api/client', () => ({ session: { fetch: () => answers.shift()?.() ?? Promise.reject(new Error('asked once too often')) } }))

const cutOff = () => Promise.reject(new TypeError('no network'))
const opens = () => Promise.resolve(new Response(new ReadableStream({ start: (c) => c.enqueue(new TextEncoder().encode('event: ready\ndata: {}\n\n')) })))

let page: EventTarget

beforeEach(() => {
  page = new EventTarget()
  vi.stubGlobal('window', page)
  vi.stubGlobal('Request', class extends Request {
    constructor(path: string, init?: RequestInit) {
      super(`https://desk.test${path}`, init)
    }
  })
  vi.useFakeTimers() // so that no wait ends by itself
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('waits when the desk takes no more streams, and is not logged out by it', async () => {
  answers.push(() => Promise.resolve(new Response(null, { status: 429 })), opens)
  const told: string[] = []
  const end = new AbortController()
  void keepStream((message: LiveMessage) => {
    if (message.kind === 'state') told.push(message.state)
  }, end.signal)
  await vi.advanceTimersByTimeAsync(499)
  expect(told).toEqual(['connecting', 'offline'])
  await vi.advanceTimersByTimeAsync(501)
  expect(told).toEqual(['connecting', 'offline', 'live'])
  end.abort()
})

test.each([
  ['the desk has answered something else', () => reached()],
  ['the browser is online again', () => page.dispatchEvent(new Event('online'))],
])('begins at once when %s', async (_, back) => {
  answers.push(cutOff, opens)
  const told: string[] = []
  const end = new AbortController()
  await new Promise<void>((live) => {
    void keepStream((message: LiveMessage) => {
      if (message.kind !== 'state') return
      told.push(message.state)
      if (told.filter((s) => s === 'offline').length === 1 && message.state === 'offline') queueMicrotask(back)
      if (message.state === 'live') live()
    }, end.signal)
  })
  end.abort()
  expect(told).toEqual(['connecting', 'offline', 'connecting', 'live'])
})
