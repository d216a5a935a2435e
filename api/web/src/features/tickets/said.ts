import type { Comment, TicketDetail } from '@/api/types'

export type Said = Comment & { deed?: 'resolved' | 'reopened' }

/** What was said on a ticket, oldest first: what was asked, every reply and note, and what was said with resolving and reopening it, unless a reply did that. */
export function saidOn(ticket: TicketDetail): Said[] {
  const asked: Said = {
    id: 'body', by: ticket.requester, text: ticket.body, internal: false, via: ticket.origin, at: ticket.createdAt, editedAt: ticket.asked.editedAt, deleted: ticket.asked.deleted, files: ticket.files,
  }
  const deeds = ticket.history.flatMap(({ verb, by, text, via, at, comment }, i): Said[] =>
    (verb === 'resolved' || verb === 'reopened') && by !== null && text !== '' && comment === '' ? [{ id: `deed-${i}`, deed: verb, by, text, internal: false, via, at, editedAt: null, deleted: false, files: [] }] : [],
  )
  return [asked, ...[...ticket.comments, ...deeds].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))]
}
