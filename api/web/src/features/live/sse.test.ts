import { describe, expect, test } from 'vitest'
import { type StreamEvent, backoff, createParser } from './sse'

function read(...chunks: string[]): StreamEvent[] {
  const events: StreamEvent[] = []
  const parse = createParser((e) => events.push(e))
  for (const c of chunks) parse(c)
  return events
}

const wire = 'retry: 2000\n\nid: 17\nevent: ticket\ndata: {"number":4}\n\n: still here\n\nevent: end\ndata: {}\n\n'
const want: StreamEvent[] = [
  { id: '17', name: 'ticket', data: '{"number":4}' },
  { id: null, name: 'end', data: '{}' },
]

describe('events', () => {
  test('are read; comments and settings are not events', () => {
    expect(read(wire)).toEqual(want)
  })
  test.each([1, 2, 3, 7])('cut into pieces of %i', (size) => {
    expect(read(...(wire.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? []))).toEqual(want)
  })
  test('with the line ends of Windows', () => {
    expect(read(wire.replaceAll('\n', '\r\n'))).toEqual(want)
  })
  test('that are not finished are not told', () => {
    expect(read('event: ticket\ndata: {}\n')).toEqual([])
  })
})

describe('waiting before trying again', () => {
  test.each([
    [0, 500, 1000],
    [3, 4000, 8000],
    [20, 15_000, 30_000],
  ])('try %i', (n, least, most) => {
    expect(backoff(n, () => 0)).toBe(least)
    expect(backoff(n, () => 1)).toBe(most)
  })
})
