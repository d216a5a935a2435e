import { expect, test } from 'vitest'
import { since, toCsv } from './figures'

test('a period counts today', () => {
  expect(since(3, Date.parse('2026-03-02T09:41:07Z'))).toBe('2026-02-28')
})

test.each([
  ['plain', 'VPN', '"VPN",2,\r\n'],
  ['quotes', 'the "tunnel"', '"the ""tunnel""",2,\r\n'],
  ['what a spreadsheet would run', '=1+1', `"'=1+1",2,\r\n`],
])('a file for spreadsheets: %s', (_, name, want) => {
  expect(toCsv([[name, 2, null]])).toBe(want)
})
