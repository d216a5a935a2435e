import { expect, test } from 'vitest'
import { de } from '@/words/de'
import { en } from '@/words/en'
import { manner } from './manner'

test.each([
  ['a calm ticket in the reader’s language', 'calm', 'en', ''],
  ['one that was not read', '', '', ''],
  ['one in a dialect of it', 'calm', 'en-US', ''],
  ['one who loses patience', 'annoyed', 'en', 'Sounds annoyed.'],
  ['one in another language', 'calm', 'pt-BR', 'Written in Portuguese.'],
  ['a language that nobody knows', 'calm', 'xq', 'Written in xq.'],
  ['both', 'angry', 'de', 'Sounds angry. Written in German.'],
] as const)('%s', (_, sentiment, language, want) => {
  expect(manner({ sentiment, language }, 'en', en)).toBe(want)
})

test('says it in the reader’s language', () => {
  expect(manner({ sentiment: 'annoyed', language: 'en' }, 'de', de)).toBe('Klingt verärgert. Auf Englisch geschrieben.')
})
