import { expect, test } from 'vitest'
import { type Rules, draftOf, editOf, kept, rulesOf, secondsOf, settle, wrongParts } from './rules'

const rules: Rules = {
  patience: { high: '15m0s', medium: '1h0m0s', low: '4h0m0s' },
  due: { high: '4h0m0s', medium: '16h0m0s', low: '40h0m0s' },
  business: { days: [1, 2, 3, 4, 5], start: 540, end: 1020 },
  timeZone: '',
  holidays: ['2026-12-25'],
  leads: { overdue: 'maya' },
  version: 1,
}
const draft = draftOf(rules)

test.each([
  ['0s', 0],
  ['15m0s', 900],
  ['4h30m0s', 16_200],
  ['1m30.5s', 90.5],
])('%s has %d seconds', (length, want) => {
  expect(secondsOf(length)).toBe(want)
})

test('what is read is what is written', () => {
  expect(draftOf({ ...rulesOf(draft), version: 1 })).toEqual(draft)
})

test('an edit is kept with what it began with; one that changes nothing is not', () => {
  const edit = { base: rules, draft: { ...draft, 'due.high': 60, holidays: [] } }
  expect(editOf(kept(edit))).toEqual(edit)
  expect(editOf(kept({ base: rules, draft: { ...edit.draft, 'due.low': NaN } }))).toEqual(edit)
  expect(kept({ base: rules, draft })).toBe('')
  expect(editOf('')).toBeNull()
})

test('nobody is sent where any admin will do', () => {
  expect(rulesOf({ ...draft, 'leads.declined': 'jon', 'leads.overdue': '' }).leads).toEqual({ declined: 'jon' })
})

test.each([
  ['nothing', {}, {}],
  ['no number', { 'due.high': NaN }, { 'due.high': 'length' }],
  ['less than nothing', { 'patience.low': -60 }, { 'patience.low': 'length' }],
  ['more than 90 days', { 'patience.low': 2161 * 3600 }, { 'patience.low': 'length' }],
  ['a desk that never opens', { business: { days: [], start: 0, end: 60 } }, { business: 'days' }],
])('wrong: %s', (_, change, want) => {
  expect(wrongParts({ ...draft, ...change })).toEqual(want)
})

test.each([
  ['each changed something else', { timeZone: 'Europe/Berlin' }, { 'due.high': 60 }, { timeZone: 'Europe/Berlin', 'due.high': 60 }, []],
  ['both changed the same', { 'due.high': 120 }, { 'due.high': 60 }, { 'due.high': 120 }, ['due.high']],
  ['each named a lead for another step', { 'leads.declined': 'jon' }, { 'leads.overdue': '' }, { 'leads.declined': 'jon', 'leads.overdue': '' }, []],
  ['both named a lead for the same step', { 'leads.overdue': 'jon' }, { 'leads.overdue': 'ada' }, { 'leads.overdue': 'jon' }, ['leads.overdue']],
  ['both to the same', { 'due.high': 60 }, { 'due.high': 60 }, { 'due.high': 60 }, []],
])('two admins: %s', (_, mine, theirs, merged, clashes) => {
  expect(settle(draft, { ...draft, ...mine }, { ...draft, ...theirs })).toEqual({ merged: { ...draft, ...merged }, clashes })
})
