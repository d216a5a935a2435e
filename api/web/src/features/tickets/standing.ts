import type { TicketDetail } from '@/api/types'
import type { Words } from '@/words'

/** Where a ticket stands, in one sentence for whoever asked. */
export function standing(t: Pick<TicketDetail, 'status' | 'triage' | 'assignee' | 'claimedAt'>, words: Words): string {
  switch (t.status) {
    case 'closed':
      return words.ticket.isClosed
    case 'resolved':
      return words.ticket.isResolved
    case 'waiting':
      return words.ticket.yourTurn
    default:
      break
  }
  if (t.triage.state === 'pending') return words.ticket.pendingShort
  if (t.assignee === null) return words.ticket.noOwner
  return t.claimedAt === null ? words.ticket.offered(t.assignee.name) : words.ticket.withOwner(t.assignee.name)
}
