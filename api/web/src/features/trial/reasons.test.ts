import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { de } from '@/words/de'
import { en } from '@/words/en'
import { barred, reason, whyPriority } from './reasons'

test.each([
  'knows VPN, WireGuard', 'no moderator is free, so an admin', 'has nothing open', 'has 2 of 20 open', 'has 21 open', '3 away', '1 full', '2 on holiday', '1 handed it on',
  'handed on 3 times, so an admin', 'handed on 3 times, so the lead', 'handed on 3 times, so only a lead or admin', 'chosen by Maya', 'given back by Maya',
  'no moderator has these skills and there is no admin',
])('English says it as the router does: %s', (text) => {
  expect(reason(text, en)).toBe(text)
})

test.each([
  ['knows VPN, WireGuard', 'kennt VPN, WireGuard'],
  ['nobody free knows VPN or Email, so an admin', 'niemand Freies kennt VPN, Email, darum ein Admin'],
  ['has 2 of 20 open', 'hat 2 von 20 offen'],
  ['handed on 3 times, so the lead', '3-mal weitergegeben, darum die Leitung'],
  ['chosen by Maya', 'ausgewählt von Maya'],
  ['something new', 'something new'],
])('in German: %s', (text, want) => {
  expect(reason(text, de)).toBe(want)
})

test('why somebody cannot get it', () => {
  expect([barred('away', de), barred('something new', de)]).toEqual(['abwesend', 'something new'])
})

const local = (text: string) => ({ by: 'local', reason: text })

test('every reason that the offline triager has for a priority is known', async () => {
  const source = async (name: string) => readFile(new URL(`../../../../../ai/local/${name}`, import.meta.url), 'utf8')
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
