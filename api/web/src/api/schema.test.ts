import { readFile } from 'node:fs/promises'
import openapi, { astToString } from 'openapi-typescript'
import { expect, test } from 'vitest'

test('schema.d.ts is what openapi.json says; if not, run npm run api', async () => {
  const document = new URL('../../../openapi.json', import.meta.url)
  const want = astToString(await openapi(document, { defaultNonNullable: false }))
  const got = await readFile(new URL('./schema.d.ts', import.meta.url), 'utf8')
  expect(got.replace(/^\/\*\*[\s\S]*?\*\/\n\n?/, '').trim()).toBe(want.trim())
})
