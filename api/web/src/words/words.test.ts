import { describe, expect, test } from 'vitest'
import { de } from './de'
import { en } from './en'
import { preferredLanguage } from './index'

type Leaf = [path: string, word: unknown]

function leaves(tree: object, path = ''): Leaf[] {
  return Object.entries(tree).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null ? leaves(value, `${path}${key}.`) : [[`${path}${key}`, value] satisfies Leaf],
  )
}

const said = (word: unknown): string => (typeof word === 'function' ? (word as (...args: unknown[]) => string)(2, 'Ann') : String(word))

/** Words that are German as well as English. */
const both = ['Admin', 'Beckon', 'CSV', 'Discord', 'Live', 'Name', 'Offline', 'Slack', 'Status', 'Ticket', 'Tickets', 'Web']

describe('German', () => {
  test('is not English', () => {
    const english = new Map(leaves(en))
    const same = leaves({ ...de, refusals: null }).filter(([path, word]) => typeof word === 'string' && word === english.get(path))
    expect([...new Set(same.map(([, word]) => word))].sort()).toEqual(both)
  })
  test('says everything that English says, and no more', () => {
    expect(leaves({ ...de, refusals: null }).map(([path]) => path)).toEqual(leaves(en).map(([path]) => path))
  })
  test('counts', () => {
    expect([1, 2].map((n) => de.queue.failed(n, 'Darum.'))).toEqual(['1 ließ sich nicht ändern: Darum.', '2 ließen sich nicht ändern: Darum.'])
  })
  test('leaves nothing empty', () => {
    expect(leaves(de).filter(([, word]) => said(word).trim() === '')).toEqual([])
  })
})

describe('the language to begin with', () => {
  test.each([
    ['the one chosen', 'de', ['en-GB'], 'de'],
    ['the first that is known', null, ['fr-FR', 'de-AT', 'en'], 'de'],
    ['English, when none is known', null, ['fr'], 'en'],
    ['not one that has gone', 'xx', ['en-US'], 'en'],
  ])('%s', (_, chosen, preferred, want) => {
    expect(preferredLanguage(chosen, preferred)).toBe(want)
  })
})
