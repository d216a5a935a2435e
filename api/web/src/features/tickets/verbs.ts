import { type Account, type TicketDetail, type Verb, isLive } from '@/api/types'

/** The buttons for this person now, the likeliest first. Whoever asked may always end their own ticket. */
export function verbsOf(ticket: TicketDetail, me: Account): Verb[] {
  const own = ticket.requester.id === me.id && isLive(ticket.status)
  return own && !ticket.verbs.includes('resolve') ? [...ticket.verbs, 'resolve'] : ticket.verbs
}
