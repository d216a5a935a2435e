import { expect, test } from 'vitest'
import { de } from '@/words/de'
import { en } from '@/words/en'
import { details } from './deeds'

test.each([
  ['triaged', 'by gemini: priority high; skills VPN, Email', 'mit gemini: Priorität Hoch; Fähigkeiten VPN, Email'],
  ['triaged', 'by local: priority low; skills none', 'ohne Modell: Priorität Niedrig; Fähigkeiten keine'],
  ['assigned', 'to Maya: knows VPN; has nothing open', 'an Maya: kennt VPN; hat nichts offen'],
  ['assigned', 'to Maya', 'an Maya'],
  ['queued', '3 away; 1 full', '3 abwesend; 1 ausgelastet'],
  ['assigned', 'to Jon: was with Maya, who is away until 2026-03-10; knows VPN', 'an Jon: war bei Maya (abwesend bis 10.03.2026); kennt VPN'],
  ['unassigned', 'from Maya', 'von Maya'],
  ['escalated', 'Maya has not acted on it', 'Maya hat nicht gehandelt'],
  ['deleted', 'a message', 'eine Nachricht'],
  ['rated', '4 of 5', '4 von 5'],
  ['set', 'priority medium → high', 'Priorität Mittel → Hoch'],
  ['set', 'status in progress → waiting', 'Status In Arbeit → Wartet'],
  ['set', 'name Ann → Anne; skills none → VPN; capacity 0 → 5', 'Name Ann → Anne; Fähigkeiten keine → VPN; Tickets zugleich 0 → 5'],
  ['set', 'notes', 'Hinweise'],
  ['undone', 'in progress, Maya → open, nobody yet', 'In Arbeit, Maya → Offen, noch niemand'],
  ['role', 'user → moderator', 'Anfragende → Moderation'],
  ['added', 'as admin', 'als Admin'],
  ['linked', 'slack account ann', 'Konto bei Slack: ann'],
  ['password', 'set by a one-time link', 'mit einem Einmal-Link gesetzt'],
  ['logged out', 'everywhere', 'überall'],
  ['refused', '10 wrong passwords since 2026-03-02 10:04 UTC', '10 falsche Passwörter seit 2026-03-02 10:04 UTC'],
  ['skills', "the desk's list, now 7", 'die Liste, jetzt 7'],
  ['skills', 'Mail is Email now', 'Mail heißt jetzt Email'],
  ['routing', 'patience with high 15m → 30m; low due 40h → 0s; no holiday 2026-12-25', 'Rückgabefrist Hoch 15m → 30m; Zielzeit Niedrig 40h → 0s; kein Feiertag 2026-12-25'],
  ['routing', 'declined tickets go to any admin', 'dreimal weitergegeben: an alle Admins'],
  ['declined', 'a message', 'a message'], // what somebody wrote
  ['set', 'something new', 'something new'],
])('in German, %s: %s', (verb, text, want) => {
  expect(details(verb, text, de)).toBe(want)
})

test.each([
  ['assigned', 'to Maya: knows VPN; has nothing open'],
  ['unassigned', 'from Maya'],
  ['set', 'skills none → VPN'],
  ['linked', 'discord account ann'],
  ['skills', "the desk's list, now 7"],
  ['routing', 'business hours Mon Tue 09:00–17:00 → every day 09:00–17:00'],
  ['logged out', 'a refresh token was used twice: it may have been stolen'],
  ['refused', '10 wrong passwords since 2026-03-02 10:04 UTC'],
])('English says it as the desk does, %s: %s', (verb, text) => {
  expect(details(verb, text, en).toLowerCase()).toBe(text.toLowerCase())
})
