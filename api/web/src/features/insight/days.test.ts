import { expect, test } from 'vitest'
import { fillDays, since, toCsv } from './days'

const now = Date.parse('2026-03-02T09:41:07Z')

test('days without tickets are there as well', () => {
  expect(fillDays({ '2026-03-01': 4, '2026-02-01': 9 }, 3, now)).toEqual([
    { date: '2026-02-28', count: 0 },
    { date: '2026-03-01', count: 4 },
    { date: '2026-03-02', count: 0 },
  ])
})

test('a period begins with a whole day', () => {
  expect(since(3, now)).toBe('2026-02-28T00:00:00Z')
})

test.each([
  ['plain', 'VPN', '"VPN",2\r\n'],
  ['quotes', 'the "tunnel"', '"the ""tunnel""",2\r\n'],
  ['what a spreadsheet would run', '=1+1', `"'=1+1",2\r\n`],
])('a file for spreadsheets: %s', (_, name, want) => {
  expect(toCsv([[name, 2]])).toBe(want)
})
