import { beforeAll, expect, test, vi } from 'vitest'
import { ago, date, fromClock, length, moment, span, toClock } from './time'

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

test.each([
  [0, '0 min'],
  [900, '15 min'],
  [5400, '90 min'],
  [14_400, '4 hr'],
])('a length of %i seconds', (seconds, want) => {
  expect(length(seconds, 'en')).toBe(want)
})

test('a day of the calendar is the same in every zone', () => {
  expect(date('2026-12-25', 'de')).toBe('Fr., 25. Dezember 2026')
})

test.each([
  [0, '00:00'],
  [545, '09:05'],
  [1440, '00:00'], // the end of a day
])('%i minutes after midnight', (minutes, want) => {
  expect(toClock(minutes)).toBe(want)
  expect(fromClock(want)).toBe(minutes % 1440)
})
