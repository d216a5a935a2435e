import { session } from '@/api/client'
import { onReached } from '@/api/reach'
import { type StreamEvent, backoff, createParser } from './sse'

export type State = 'connecting' | 'live' | 'offline'

export type LiveMessage = { kind: 'ticket'; number: number; version: number } | { kind: 'reset' } | { kind: 'state'; state: State }

const silence = 45_000 // ms; the server says something every 15 s

/** What is kept from one connection to the next. */
interface Position {
  last: string | null // id of the last event
  failures: number // since the last time it worked
}

/**
 * Keeps a stream of changes open until the signal aborts: resumes after the
 * last event it has had, waits longer after each failure, and begins at once
 * when the browser is online again or the desk has answered something else. It
 * ends by itself when the session has.
 */
export async function keepStream(tell: (message: LiveMessage) => void, signal: AbortSignal): Promise<void> {
  const position: Position = { last: null, failures: 0 }
  const over = (): boolean => signal.aborted
  while (!over()) {
    if (position.failures === 0) tell({ kind: 'state', state: 'connecting' })
    const ended = await connect(position, tell, signal).catch(() => false)
    if (ended || over()) return
    position.failures++
    tell({ kind: 'state', state: 'offline' })
    const back = await pause(backoff(position.failures - 1, Math.random), signal)
    if (back) tell({ kind: 'state', state: 'connecting' })
  }
}

/** Tells what comes over one connection. Returns when it breaks; true when nobody is logged in any more. */
async function connect(position: Position, tell: (message: LiveMessage) => void, signal: AbortSignal): Promise<boolean> {
  const connection = new AbortController()
  const stop = (): void => connection.abort()
  const watchdog = createWatchdog(stop)
  signal.addEventListener('abort', stop)
  window.addEventListener('offline', stop)
  try {
    const request = new Request('/api/stream', { signal: connection.signal })
    if (position.last !== null) request.headers.set('Last-Event-ID', position.last)
    const response = await session.fetch(request)
    if (response.status === 401) return true
    if (!response.ok || response.body === null) throw new Error(`stream: ${response.status}`)
    const parse = createParser((event) => {
      position.last = event.id ?? position.last
      if (event.name === 'end') stop() // asking again tells whether the session is over
      hear(event, position, tell)
    })
    const decoder = new TextDecoder()
    const reader = response.body.getReader()
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      watchdog.feed()
      parse(decoder.decode(read.value, { stream: true }))
    }
    return false
  } finally {
    watchdog.end()
    signal.removeEventListener('abort', stop)
    window.removeEventListener('offline', stop)
  }
}

function hear(event: StreamEvent, position: Position, tell: (message: LiveMessage) => void): void {
  if (event.name === 'ready' || event.name === 'reset') {
    position.failures = 0
    tell({ kind: 'state', state: 'live' })
  }
  if (event.name === 'reset') tell({ kind: 'reset' })
  if (event.name === 'ticket') tell({ kind: 'ticket', ...(JSON.parse(event.data) as { number: number; version: number }) })
}

/** Calls bark when it has not been fed for too long: a line can be dead without anybody saying so. */
function createWatchdog(bark: () => void) {
  let timer = setTimeout(bark, silence)
  return {
    feed: (): void => {
      clearTimeout(timer)
      timer = setTimeout(bark, silence)
    },
    end: (): void => clearTimeout(timer),
  }
}

/** Waits; true when it need not wait longer: the browser is online again, or the desk has answered. */
function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const over = new AbortController()
    const end = (back: boolean): void => {
      clearTimeout(timer)
      over.abort()
      resolve(back)
    }
    const timer = setTimeout(() => end(false), ms)
    window.addEventListener('online', () => end(true), { signal: over.signal })
    onReached(() => end(true), over.signal)
    signal.addEventListener('abort', () => end(false), { signal: over.signal })
  })
}
