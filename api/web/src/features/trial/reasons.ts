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

type Sentence = Exclude<keyof Words['ai']['reasons'], 'stated' | 'learned'>

const sentences: Readonly<Record<string, Sentence>> = {
  'Nothing in the ticket makes it more or less pressing than usual.': 'nothing',
  'It may be a matter of security.': 'security',
  'Data may be lost.': 'loss',
  'Something that many depend on is down.': 'down',
  'Many people are affected.': 'many',
  'Somebody cannot work.': 'stuck',
  'Pay or a deadline is at stake.': 'stake',
  'The requester says it is urgent.': 'urgent',
  'The requester says it can wait.': 'calm',
  'It is a question or a wish, not a fault.': 'wish',
}

/** Why a ticket has its priority: what the offline triager says, in the reader's language; what a model wrote, as it is. */
export function whyPriority({ by, reason: text }: { by: string; reason: string }, { ai, priority }: Words): string {
  if (by !== 'local') return text
  const key = sentences[text]
  if (key !== undefined) return ai.reasons[key]
  const [, how, level = ''] = /^(The requester says the urgency is|Tickets like this one were mostly set to) (\w+)\.$/.exec(text) ?? []
  if (how === undefined) return text
  const name = ((priority as Record<string, string>)[level] ?? level).toLowerCase()
  return how.startsWith('The') ? ai.reasons.stated(name) : ai.reasons.learned(name)
}
