import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { Cause } from '@/api/types'
import { meaning } from './causes'
import { causes as german } from './causes.de'
import { causes as english } from './causes.en'

interface Document {
  components: { schemas: { Cause: { 'x-sentences': Record<string, string> } } }
}

// That German has every one of them, the types say; that it is not English, the test of all words.
test('English causes are what the desk itself says', async () => {
  const document = JSON.parse(await readFile(new URL('../../../openapi.json', import.meta.url), 'utf8')) as Document
  expect(english).toEqual(document.components.schemas.Cause['x-sentences'])
})

test.each<[string, Cause | null, string | null]>([
  ['a cause', 'slow', 'Der Dienst hat nicht rechtzeitig geantwortet.'],
  ['none', null, null],
  ['one of a newer server', 'newer' as Cause, null],
])('the meaning of %s', (_, cause, want) => {
  expect(meaning(cause, german)).toBe(want)
})
