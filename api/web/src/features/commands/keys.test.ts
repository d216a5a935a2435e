import { describe, expect, test } from 'vitest'
import { follow, nameOf } from './keys'

const press = (key: string, held: object = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...held })

describe('the name of a key press', () => {
  test.each([
    ['a letter', press('c'), 'c'],
    ['a letter with Caps Lock', press('C'), 'c'],
    ['a sign', press('?'), '?'],
    ['a named key', press('Enter'), 'Enter'],
    ['Ctrl-K', press('k', { ctrlKey: true }), 'mod+k'],
    ['Command-K', press('k', { metaKey: true }), 'mod+k'],
    ['Alt is for the system', press('c', { altKey: true }), null],
    ['Shift alone', press('Shift'), null],
  ])('%s', (_, pressed, want) => {
    expect(nameOf(pressed)).toBe(want)
  })
})

describe('what a press means', () => {
  const shortcuts = ['j', 'c', 'g q', 'g p', 'mod+k']
  test.each([
    ['a shortcut', '', 'c', { match: 'c', pending: '' }],
    ['the first of two', '', 'g', { match: null, pending: 'g' }],
    ['the second of two', 'g', 'q', { match: 'g q', pending: '' }],
    ['something else after the first', 'g', 'c', { match: 'c', pending: '' }],
    ['the first again', 'g', 'g', { match: null, pending: 'g' }],
    ['nothing', '', 'z', { match: null, pending: '' }],
  ])('%s', (_, before, key, want) => {
    expect(follow(before, key, shortcuts)).toEqual(want)
  })
})
