import type { Ticket } from '@/api/types'

/** What a list shows of a ticket. */
export type Row = Pick<
  Ticket,
  'number' | 'title' | 'summary' | 'status' | 'priority' | 'skills' | 'tags' | 'requester' | 'assignee' | 'createdAt' | 'updatedAt' | 'claimedAt' | 'dueAt' | 'version' | 'matches'
> & { triage: Pick<Ticket['triage'], 'state'> }

const shown = 300 // characters of a summary, more than a line has

/** A ticket without what lists do not show: of a long one, a hundred thousand are kept. */
export const toRow = (t: Omit<Ticket, 'matches'> & Partial<Pick<Ticket, 'matches'>>): Row => ({
  number: t.number, title: t.title, summary: t.summary.slice(0, shown), status: t.status, priority: t.priority, skills: t.skills, tags: t.tags,
  requester: t.requester, assignee: t.assignee, createdAt: t.createdAt, updatedAt: t.updatedAt, claimedAt: t.claimedAt, dueAt: t.dueAt,
  version: t.version, matches: t.matches ?? [], triage: { state: t.triage.state },
})
