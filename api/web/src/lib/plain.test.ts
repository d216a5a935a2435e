import { expect, test } from 'vitest'
import { isPlain, paragraphs } from './plain'

test.each([
  'The printer is stuck.',
  'Since Monday, 10:30 - every hour (room 3.12) + twice at night',
  'My VPN drops.\n\nIt began on 3 March: 5 % of the time; isn’t that odd?',
  'C# und größer 2 = 3',
])('%j has no marks', (text) => {
  expect(isPlain(text)).toBe(true)
})

test.each([
  ['bold', 'very **loud**'], ['emphasis', '_loud_'], ['code', 'run `ping`'], ['struck out', '~gone~'],
  ['a heading', 'Steps\n# One'], ['a heading underlined', 'Steps\n==='], ['a line', 'a\n\n---'],
  ['a list', '- one\n- two'], ['a list with pluses', 'so:\n + one'], ['a numbered list', '1. one'], ['a list numbered otherwise', '12) one'],
  ['a quotation', '> he said'], ['a table', 'a | b'], ['a link', '[here](/x)'], ['HTML', '<b>'], ['an entity', '&amp;'], ['an escape', '1\\. no list'],
  ['code by indentation', 'so:\n\n    ping'], ['code by a tab', '\tping'], ['a break of the line', 'one  \ntwo'],
  ['an address', 'see https://desk.test'], ['an address without scheme', 'see www.desk.test'], ['a mail address', 'ask ann@desk.test'],
])('%s is a mark', (_, text) => {
  expect(isPlain(text)).toBe(false)
})

test('paragraphs are set apart by blank lines, however blank', () => {
  expect(paragraphs('\none\ntwo\n \n\nthree\n')).toEqual(['one\ntwo', 'three'])
})
