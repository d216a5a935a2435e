/** What the offline triager writes, in the reader's language. It writes English: what is stored is read by everybody. */
import type { Words } from '@/words'

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

/** Who read a ticket, and with what. */
export const readBy = ({ by, model }: { by: string; model: string }, { ai }: Words): string => ai.by(by === 'local' ? ai.local : by, model)

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

/** Notes as the reader should see them: their own headings, and all else as it is. */
export function readableNotes(notes: string, { ai }: Words): string {
  const headings: Readonly<Record<string, string>> = ai.headings
  return notes.replace(/^\*\*(.+)\*\*$/gm, (line, text: string) => (headings[text] === undefined ? line : `**${headings[text]}**`))
}
