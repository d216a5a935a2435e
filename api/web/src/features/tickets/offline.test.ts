import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { de } from '@/words/de'
import { en } from '@/words/en'
import { readableNotes, whyPriority } from './offline'

const local = (text: string) => ({ by: 'local', reason: text })
const source = async (name: string) => readFile(new URL(`../../../../../ai/local/${name}`, import.meta.url), 'utf8')

test('every reason that the offline triager has for a priority is known', async () => {
  const stated = [...(await source('rules.go')).matchAll(/\{(?:pressing|calm), "(.+?)"/g)].map(([, text = '']) => text)
  const chosen = [...(await source('choose.go')).matchAll(/reason(?:, sure)? (?:=|:=) .*?"([A-Z].+?)"/g)].map(([, text = '']) => text)
  const said = [...stated, ...chosen.map((text) => (text.endsWith('.') ? text.replace('%s', 'low') : `${text}high.`))]
  expect([stated.length > 0, chosen.length > 0]).toEqual([true, true])
  expect(said.map((text) => whyPriority(local(text), en))).toEqual(said)
  expect(said.filter((text) => whyPriority(local(text), de) === text)).toEqual([])
})

test.each([
  [local('The requester says the urgency is high.'), 'Laut Anfrage ist die Dringlichkeit: hoch.'],
  [local('Tickets like this one were mostly set to low.'), 'Solche Tickets bekamen meist: niedrig.'],
  [local('Something new.'), 'Something new.'],
  [{ by: 'gemini', reason: 'Many people are affected.' }, 'Many people are affected.'], // what a model wrote
])('why a priority, in German: %o', (triage, want) => {
  expect(whyPriority(triage, de)).toBe(want)
})

test('every heading of the notes is known', async () => {
  const headings = [...(await source('choose.go')).matchAll(/\tsection\("(.+?)"/g)].map(([, text = '']) => text)
  expect(headings.sort()).toEqual(Object.keys(en.ai.headings).sort())
  expect(headings.map((text) => readableNotes(`**${text}**`, en))).toEqual(headings.map((text) => `**${text}**`))
})

test('notes, in German: headings alone are translated', () => {
  const notes = (resolved: string, open: string) => `Ask for the version.\n\n**${resolved}**\n- #7 Resolved before: VPN\n**${open}**\n- #9 VPN\n\n**Mine**`
  expect(readableNotes(notes('Resolved before', 'Open and much alike'), de)).toBe(notes('Schon einmal gelöst', 'Offen und sehr ähnlich'))
})
