import { type Account, type TicketDetail, moderates } from '@/api/types'
import type { Words } from '@/words'

type Standing = Pick<TicketDetail, 'status' | 'assignee' | 'claimedAt' | 'requester'> & { triage: Pick<TicketDetail['triage'], 'state'> }

/** Where a ticket stands, in one sentence for the one who reads it. */
export function standing(t: Standing, { ticket: w }: Words, me: Pick<Account, 'id' | 'role'>): string {
  const asked = t.requester.id === me.id
  switch (t.status) {
    case 'closed':
      return w.isClosed
    case 'resolved':
      return w.isResolved
    case 'waiting':
      return asked ? w.yourTurn : w.theirTurn(t.requester.name)
    default:
      break
  }
  if (t.triage.state === 'pending') return moderates(me) && !asked ? w.pending : w.pendingShort
  if (t.assignee === null) return w.noOwner
  if (t.assignee.id === me.id) return t.claimedAt === null ? w.offeredYou : w.withYou
  return t.claimedAt === null ? w.offered(t.assignee.name) : w.withOwner(t.assignee.name)
}
