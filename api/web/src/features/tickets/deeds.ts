import { reason } from '@/features/trial/reasons'
import type { Words } from '@/words'

type Say = (words: Words, ...found: string[]) => string
type Phrases = readonly (readonly [RegExp, Say])[]

const known = (map: Readonly<Record<string, string>>, text: string): string => map[text] ?? text
const statusOf = (w: Words, text: string): string => known(w.status, text.replaceAll(' ', '_'))

const changed = (what: string, value: (w: Words, text: string) => string): Phrases[number] => [
  new RegExp(`^${what} (.+) → (.+)$`),
  (w, before = '', after = '') => w.deeds.changed(known(w.deeds.fields, what), value(w, before), value(w, after)),
]
const asIs = (_: Words, text: string): string => text
const someOrNone = (w: Words, text: string): string => (text === 'none' ? w.deeds.none : text)

const set: Phrases = [
  changed('priority', (w, text) => known(w.priority, text)),
  changed('status', statusOf),
  changed('skills', someOrNone),
  changed('tags', someOrNone),
  changed('skill', asIs),
  changed('name', asIs),
  changed('capacity', asIs),
  [/^(title|summary|notes|category)$/, (w, field = '') => known(w.deeds.fields, field)],
  [/^(.+), (.+) → (.+), (.+)$/, (w, was = '', one = '', is = '', other = '') => `${statusOf(w, was)}, ${somebody(w, one)} → ${statusOf(w, is)}, ${somebody(w, other)}`],
]
const somebody = (w: Words, name: string): string => (name === 'nobody yet' ? w.list.nobody : name)

const triaged = (w: Words, by: string, what: string): string => (by === 'local' ? w.deeds.unaided(what) : w.deeds.by(by, what))

/** What the desk notes beside each deed, where it is not what people wrote. */
const noted: Readonly<Record<string, Phrases>> = {
  triaged: [
    [/^by (\S+): priority (\w+)$/, (w, by = '', priority = '') => triaged(w, by, `${w.deeds.fields.priority} ${known(w.priority, priority)}`)],
    [/^skills (.+)$/, (w, names = '') => `${w.deeds.fields.skills} ${someOrNone(w, names)}`],
  ],
  assigned: [
    [/^to (.+?): (.+)$/, (w, name = '', why = '') => `${w.deeds.to(name)}: ${reason(why, w)}`],
    [/^to (.+)$/, (w, name = '') => w.deeds.to(name)],
    [/^(.+)$/, (w, why = '') => reason(why, w)],
  ],
  queued: [[/^(.+)$/, (w, why = '') => reason(why, w)]],
  unassigned: [[/^from (.+)$/, (w, name = '') => w.deeds.from(name)]],
  escalated: [[/^(.+) has not acted on it$/, (w, name = '') => w.deeds.notActed(name)]],
  deleted: [
    [/^the message that opened it$/, (w) => w.deeds.opening],
    [/^a message$/, (w) => w.deeds.message],
  ],
  rated: [[/^(\d) of 5$/, (w, n = '') => w.deeds.stars(n)]],
  set,
  undone: set,
  role: [[/^(\w+) → (\w+)$/, (w, before = '', after = '') => `${known(w.role, before)} → ${known(w.role, after)}`]],
  added: [[/^as (\w+)$/, (w, role = '') => w.deeds.as(known(w.role, role))]],
  'signed up': [[/^as (\w+)$/, (w, role = '') => w.deeds.as(known(w.role, role))]],
  linked: [[/^(\w+) account (.+)$/, (w, platform = '', name = '') => w.deeds.account(known(w.platform, platform), name)]],
  joined: [[/^(.+) is (.+)$/, (w, one = '', other = '') => w.deeds.is(one, other)]],
  deactivated: [[/^joined to another account$/, (w) => w.deeds.joined]],
  password: [
    [/^changed$/, (w) => w.deeds.changedIt],
    [/^set by a one-time link$/, (w) => w.deeds.byLink],
  ],
  'logged out': [
    [/^here$/, (w) => w.deeds.here],
    [/^everywhere$/, (w) => w.deeds.everywhere],
    [/^a refresh token was used twice: it may have been stolen$/, (w) => w.deeds.stolen],
  ],
  refused: [[/^(\d+) wrong passwords since (.+)$/, (w, n = '', since = '') => w.deeds.wrong(n, since)]],
  skills: [
    [/^the desk's list, now (\d+)$/, (w, n = '') => w.deeds.listed(n)],
    [/^(.+) is (.+) now$/, (w, one = '', other = '') => w.deeds.isNow(one, other)],
  ],
  routing: [
    [/^patience with (\w+) (.+)$/, (w, priority = '', lengths = '') => `${w.deeds.patience(known(w.priority, priority))} ${lengths}`],
    [/^(\w+) due (.+)$/, (w, priority = '', lengths = '') => `${w.deeds.due(known(w.priority, priority))} ${lengths}`],
    changed('business hours', asIs),
    changed('time zone', asIs),
    [/^holiday (.+)$/, (w, day = '') => w.deeds.holiday(day)],
    [/^no holiday (.+)$/, (w, day = '') => w.deeds.noHoliday(day)],
    [/^(declined|unattended|overdue) tickets go to (.+)$/, (w, step = '', name = '') => w.deeds.lead(known(w.deeds.steps, step), name === 'any admin' ? w.deeds.anyAdmin : name)],
  ],
}

function say(phrases: Phrases, text: string, words: Words): string {
  for (const [pattern, phrase] of phrases) {
    const found = pattern.exec(text)
    if (found !== null) return phrase(words, ...found.slice(1))
  }
  return text
}

/** What was noted beside a deed, in the reader's language; as it is when people wrote it. */
export function details(verb: string, text: string, words: Words): string {
  const phrases = noted[verb]
  return phrases === undefined ? text : text.split('; ').map((part) => say(phrases, part, words)).join('; ')
}
