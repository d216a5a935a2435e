import { beforeAll, expect, test, vi } from 'vitest'
import { ago, date, dayAfter, dayOf, fromClock, length, midnight, moment, onClock, span, stretch, toClock, zoneOf } from './time'

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
  ['the day before, although not two days', '2026-02-28T18:00:00Z', '2 days ago'],
  ['tomorrow', '2026-03-03T13:00:00Z', 'tomorrow'],
  ['the day after, although not two days', '2026-03-04T09:00:00Z', 'in 2 days'],
  ['tomorrow in UTC, the day after where it is read', '2026-03-03T23:30:00Z', 'in 2 days'],
  ['months', '2026-05-20T12:00:00Z', 'in 2 mo.'],
])('how long ago or ahead: %s', (_, at, want) => {
  expect(ago(new Date(at), now, 'en', 'Europe/Berlin')).toBe(want)
})

test('a moment stands in the reader’s zone', () => {
  expect(moment(now, 'de', 'Europe/Berlin')).toBe('02.03.2026, 13:00')
})

test.each(['Mars/Olympus', 'Local'])('a zone that the browser does not know is its own: %s', (zone) => {
  const day = { from: '2026-03-02T00:00:00Z', to: '2026-03-03T00:00:00Z' }
  const all = (zone: string) => [moment(now, 'de', zone), ago(now, now, 'de', zone), dayOf(now, zone), midnight('2026-03-02', zone), stretch(day, 'de', zone), zoneOf(zone)]
  expect(all(zone)).toEqual(all(''))
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

test.each([
  ['UTC', '2026-03-02', 'UTC', '2026-03-02T00:00:00.000Z'],
  ['winter', '2026-03-02', 'Europe/Berlin', '2026-03-01T23:00:00.000Z'],
  ['summer', '2026-07-02', 'Europe/Berlin', '2026-07-01T22:00:00.000Z'],
  ['the day the clocks go forward', '2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
  ['the day after', '2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
  ['where the clocks change while UTC’s day begins', '2026-03-08', 'America/New_York', '2026-03-08T05:00:00.000Z'],
  ['far west', '2026-03-02', 'Pacific/Honolulu', '2026-03-02T10:00:00.000Z'],
])('midnight: %s', (_, day, zone, want) => {
  expect(midnight(day, zone).toISOString()).toBe(want)
})

test.each([
  ['winter', '2026-03-02T09:30', '2026-03-02T08:30:00.000Z'],
  ['the night the clocks go back, when they show it twice', '2026-10-25T02:30', '2026-10-25T01:30:00.000Z'],
])('when the clocks of Berlin show a time: %s', (_, time, want) => {
  expect(onClock(time, 'Europe/Berlin').toISOString()).toBe(want)
})

test.each([
  ['whole days', '2026-03-01T23:00:00Z', '2026-03-04T23:00:00Z', '02.–04.03.2026'],
  ['one day', '2026-03-01T23:00:00Z', '2026-03-02T23:00:00Z', '02.03.2026'],
  ['some hours', '2026-03-02T08:00:00Z', '2026-03-02T10:00:00Z', '02.03.2026, 09:00–11:00 Uhr'],
])('a stretch of %s', (_, from, to, want) => {
  expect(stretch({ from, to }, 'de', 'Europe/Berlin').replace(/[\u2009\u202f]/g, '')).toBe(want)
})

test.each([
  ['2026-03-28', '2026-03-29'], // on which the clocks of Europe change
  ['2028-02-28', '2028-02-29'],
  ['2026-12-31', '2027-01-01'],
])('the day after %s', (day, want) => {
  expect(dayAfter(day)).toBe(want)
})
