import { beforeAll, expect, test, vi } from 'vitest'
import { ago, moment, span } from './time'

beforeAll(() => {
  vi.stubGlobal('navigator', { languages: ['en-US'] })
  return () => vi.unstubAllGlobals()
})

const now = new Date('2026-03-02T12:00:00Z')

test.each([
  ['just now', '2026-03-02T11:59:40Z', 'now'],
  ['minutes', '2026-03-02T11:55:00Z', '5 min. ago'],
  ['hours', '2026-03-02T09:00:00Z', '3 hr. ago'],
  ['yesterday', '2026-03-01T11:00:00Z', 'yesterday'],
])('how long ago: %s', (_, at, want) => {
  expect(ago(new Date(at), now, 'en')).toBe(want)
})

test('a moment stands in the reader’s zone', () => {
  expect(moment(now, 'de', 'Europe/Berlin')).toBe('02.03.2026, 13:00')
})

test.each([
  [20, '1 min'],
  [300, '5 min'],
  [7200, '2 hr'],
])('a stretch of %i seconds', (seconds, want) => {
  expect(span(seconds, 'en')).toBe(want)
})
