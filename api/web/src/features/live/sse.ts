/** One server-sent event. */
export interface StreamEvent {
  id: string | null
  name: string
  data: string
}

/** Reads events off the wire as they come, however the bytes are cut. */
export function createParser(emit: (event: StreamEvent) => void): (chunk: string) => void {
  let rest = ''
  let id: string | null = null
  let name = ''
  let data: string[] = []
  const line = (text: string): void => {
    if (text === '') {
      if (data.length > 0) emit({ id, name: name === '' ? 'message' : name, data: data.join('\n') })
      id = null
      name = ''
      data = []
      return
    }
    const colon = text.indexOf(':')
    const field = colon < 0 ? text : text.slice(0, colon)
    const value = colon < 0 ? '' : text.slice(colon + 1).replace(/^ /, '')
    if (field === 'id') id = value
    else if (field === 'event') name = value
    else if (field === 'data') data.push(value)
  }
  return (chunk) => {
    const lines = (rest + chunk).split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    for (const l of lines) line(l)
  }
}

/** How long to wait before try number n, from 0: longer each time, and not all clients at once. */
export function backoff(n: number, random: () => number): number {
  return Math.min(1000 * 2 ** n, 30_000) * (0.5 + random() / 2)
}
