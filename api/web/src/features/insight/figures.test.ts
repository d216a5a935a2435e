import { expect, test } from 'vitest'
import { de } from '@/words/de'
import { en } from '@/words/en'
import { effort, judged, rangeOf, since, toCsv } from './figures'

test('a period counts today', () => {
  expect(since(3, '2026-03-02')).toBe('2026-02-28')
})

test.each([
  ['plain', 'VPN', '"VPN",2,\r\n'],
  ['quotes', 'the "tunnel"', '"the ""tunnel""",2,\r\n'],
  ['what a spreadsheet would run', '=1+1', `"'=1+1",2,\r\n`],
  ['what a German one would run within a cell', 'a;=1+1', `"a;'=1+1",2,\r\n`],
  ['what one would run in a new line', 'a\n＠sum', `"a\n'＠sum",2,\r\n`],
])('a file for spreadsheets: %s', (_, name, want) => {
  expect(toCsv([[name, 2, null]])).toBe(want)
})

test.each([
  ['nothing: the usual', '', { from: '2026-02-01' }],
  ['so many days', 'days=7', { from: '2026-02-24' }],
  ['a number that is not offered', 'days=8', { from: '2026-02-01' }],
  ['two days, the last included', 'from=2025-12-30&to=2025-12-31', { from: '2025-12-30', to: '2026-01-01' }],
  ['half a range', 'from=2025-12-30', { from: '2026-02-01' }],
  ['no days at all', 'from=soon&to=later', { from: '2026-02-01' }],
])('an address that asks for %s', (_, address, want) => {
  expect(rangeOf(new URLSearchParams(address), '2026-03-02')).toEqual(want)
})

test('what nothing was proposed for has no share, and what never stood has 0 %', () => {
  const list = [{ proposed: 0, accepted: 0 }, { proposed: 3, accepted: 0 }, { proposed: 3, accepted: 2 }]
  expect(judged(list).map((a) => a.percent)).toEqual([0, 67])
})

test.each([
  ['a model', { p50Millis: 1234, tokensIn: 181_200, tokensOut: 40_100 }, '1.2 sec each, 181,200 tokens read, 40,100 written'],
  ['a model that does not count them', { p50Millis: 340, tokensIn: 0, tokensOut: 0 }, '0.34 sec each'],
  ['the desk itself', { p50Millis: 2, tokensIn: 0, tokensOut: 0 }, ''],
])('what reading tickets took: %s', (_, read, want) => {
  expect(effort(read, 'en', en)).toBe(want)
})

test('what reading tickets took is said in the reader’s language', () => {
  expect(effort({ p50Millis: 1500, tokensIn: 12, tokensOut: 2000 }, 'de', de)).toBe('je 1,5 Sek., 12 Tokens gelesen, 2.000 geschrieben')
})
