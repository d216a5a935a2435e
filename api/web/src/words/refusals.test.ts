import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { refused } from './refusals'
import { refusals as german } from './refusals.de'

interface Document {
  components: { schemas: { Reason: { 'x-sentences': Record<string, string> } } }
}

/** What the server says for every reason, in English. */
const sentences = async () =>
  (JSON.parse(await readFile(new URL('../../../openapi.json', import.meta.url), 'utf8')) as Document).components.schemas.Reason['x-sentences']

const named = (english: string): number => english.match(/%[sdq]/g)?.length ?? 0
const places = (sentence: string): number[] => [...sentence.matchAll(/\{(\d)\}/g)].map(([, n]) => Number(n))

describe('German refusals', () => {
  // That there is one for every reason, the types say.
  test('name nothing that the server does not', async () => {
    const wrong = Object.entries(await sentences()).filter(([reason, english]) => places(german[reason as keyof typeof german]).some((n) => n < 1 || n > named(english)))
    expect(wrong).toEqual([])
  })
  test('are not the English ones', async () => {
    const all = await sentences()
    expect(Object.entries(german).filter(([reason, said]) => said === all[reason])).toEqual([])
  })
})

describe('a refusal', () => {
  const english = { code: 'conflict', reason: 'claimed_by_other', args: ['Maya', '#7', '5 min'], message: 'Maya claimed #7 5 min ago.' } as const
  test.each([
    ['in the language that is spoken', english, german, 'Maya hat #7 vor 5 min übernommen.'],
    ["in the server's own language", english, null, 'Maya claimed #7 5 min ago.'],
    ['that names more than is known', { ...english, args: ['Maya'] }, german, 'Maya hat  vor  übernommen.'],
    ['without a reason, of a kind that says enough', { code: 'internal', message: 'Our fault.' }, german, german.internal],
    ['without a reason, of a kind that does not', { code: 'invalid', message: 'There is no field x here.' }, german, 'There is no field x here.'],
    ['with a reason of a newer server', { code: 'not_found', reason: 'newer' as 'no_file', message: 'New.' }, german, 'New.'],
  ])('%s', (_, said, refusals, want) => {
    expect(refused(said, refusals)).toBe(want)
  })
})
