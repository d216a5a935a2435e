import type { Words } from '@/words'

type Phrases = Words['trial']['phrases']

const patterns: readonly [RegExp, (w: Phrases, found: string[]) => string][] = [
  [/^knows (.+)$/, (w, [names = '']) => w.knows(names)],
  [/^nobody free knows (.+), so an admin$/, (w, [names = '']) => w.nobodyKnows(names.replaceAll(' or ', ', '))],
  [/^no moderator is free, so an admin$/, (w) => w.noModerator],
  [/^has nothing open$/, (w) => w.nothingOpen],
  [/^has (\d+) of (\d+) open$/, (w, [live = '', share = '']) => w.load(live, share)],
  [/^has (\d+) open$/, (w, [live = '']) => w.open(live)],
  [/^handed on (\d+) times, so an admin$/, (w, [n = '']) => w.handedOnAdmin(n)],
  [/^handed on (\d+) times, so the lead$/, (w, [n = '']) => w.handedOnLead(n)],
  [/^handed on (\d+) times, so only a lead or admin$/, (w, [n = '']) => w.handedOnOnly(n)],
  [/^chosen by (.+)$/, (w, [name = '']) => w.chosen(name)],
  [/^given back by (.+)$/, (w, [name = '']) => w.givenBack(name)],
  [/^was with (.+), who is away(?: until (\S+))?$/, (w, [name = '', day = '']) => w.wasAway(name, day)],
  [/^was with (.+), who is on holiday(?: until (\S+))?$/, (w, [name = '', day = '']) => w.wasOnHoliday(name, day)],
  [/^was with (.+), who moderates no more$/, (w, [name = '']) => w.wasModerator(name)],
  [/^(\d+) handed it on$/, (w, [n = '']) => w.handedItOn(n)],
  [/^(\d+) on holiday$/, (w, [n = '']) => w.onHoliday(n)],
  [/^(\d+) away$/, (w, [n = '']) => w.away(n)],
  [/^(\d+) full$/, (w, [n = '']) => w.full(n)],
  [/^no moderator has these skills and there is no admin$/, (w) => w.nobody],
]

/** A reason the router gives, in the reader's language; as it is when there is no other word for it. */
export function reason(text: string, words: Words): string {
  const w = words.trial.phrases
  for (const [pattern, say] of patterns) {
    const found = pattern.exec(text)
    if (found !== null) return say(w, found.slice(1))
  }
  return text
}

/** Why somebody cannot get a ticket, in the reader's language. */
export function barred(text: string, words: Words): string {
  const known: Record<string, string> = words.trial.barred
  return known[text] ?? text
}
