import { expect, test } from 'vitest'
import { de } from '@/words/de'
import { en } from '@/words/en'
import { barred, reason } from './reasons'

test.each([
  'knows VPN, WireGuard', 'no moderator is free, so an admin', 'has nothing open', 'has 2 of 20 open', 'has 21 open', '3 away', '1 full', '2 on holiday', '1 handed it on',
  'handed on 3 times, so an admin', 'handed on 3 times, so the lead', 'handed on 3 times, so only a lead or admin', 'chosen by Maya', 'given back by Maya',
  'no moderator has these skills and there is no admin', 'was with Maya, who is away', 'was with Maya, who is away until 2026-03-10', 'was with Maya, who is on holiday until 2026-12-28',
  'was with Maya, who moderates no more',
])('English says it as the router does: %s', (text) => {
  expect(reason(text, en)).toBe(text)
})

test.each([
  ['knows VPN, WireGuard', 'kennt VPN, WireGuard'],
  ['nobody free knows VPN or Email, so an admin', 'niemand Freies kennt VPN, Email, darum ein Admin'],
  ['has 2 of 20 open', 'hat 2 von 20 offen'],
  ['handed on 3 times, so the lead', '3-mal weitergegeben, darum die Leitung'],
  ['chosen by Maya', 'ausgewählt von Maya'],
  ['was with Maya, who is away', 'war bei Maya (abwesend)'],
  ['was with Maya, who is away until 2026-03-10', 'war bei Maya (abwesend bis 10.03.2026)'],
  ['was with Maya, who is on holiday until 2026-12-28', 'war bei Maya (Feiertag bis 28.12.2026)'],
  ['was with Maya, who moderates no more', 'war bei Maya (nicht mehr in der Moderation)'],
  ['something new', 'something new'],
])('in German: %s', (text, want) => {
  expect(reason(text, de)).toBe(want)
})

test('why somebody cannot get it', () => {
  expect([barred('away', de), barred('something new', de)]).toEqual(['abwesend', 'something new'])
})
