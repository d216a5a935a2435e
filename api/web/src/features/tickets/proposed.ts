import type { Field, TicketDetail } from '@/api/types'
import type { Words } from '@/words'

export type Read = Pick<TicketDetail, 'priority' | 'skills' | 'category' | 'locked'> & { triage: Pick<TicketDetail['triage'], 'state' | 'proposed'> }

/** What the AI would have in a field that a person has set, where that is something else; empty where it is not, or nothing is proposed. */
export function proposed({ triage, locked, ...ticket }: Read, field: Field, { priority }: Words): string {
  if (triage.state !== 'done' || !locked.includes(field)) return ''
  const { priority: level, skills, category } = triage.proposed
  switch (field) {
    case 'priority':
      return level === null || level === ticket.priority ? '' : priority[level]
    case 'skills':
      return sameSet(skills, ticket.skills) ? '' : skills.join(', ')
    case 'category':
      return category === ticket.category ? '' : category
    default:
      return ''
  }
}

const sameSet = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((s) => b.includes(s))
