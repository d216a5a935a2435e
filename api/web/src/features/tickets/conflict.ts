import type { TicketDetail, TicketPatch } from '@/api/types'

/** The fields one can set by hand on a ticket's page. */
export const editable = ['title', 'status', 'priority', 'assignee', 'skills', 'tags', 'category', 'summary', 'notes'] as const
export type Editable = (typeof editable)[number]

/** What a ticket holds in a field, as a patch would write it. */
export function valueOf(ticket: TicketDetail, field: Editable): TicketPatch[Editable] {
  return field === 'assignee' ? (ticket.assignee?.id ?? null) : ticket[field]
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

export interface Clash {
  field: Editable
  mine: TicketPatch[Editable]
  theirs: TicketPatch[Editable]
}

/**
 * What becomes of a change that was made to an older version. Fields that
 * nobody else has touched since go through; those somebody else has set to
 * something different are for the person to decide.
 */
export function settle(base: TicketDetail, patch: TicketPatch, now: TicketDetail): { free: TicketPatch; clashes: Clash[] } {
  const free: TicketPatch = { version: now.version }
  const clashes: Clash[] = []
  for (const field of editable) {
    if (!(field in patch)) continue
    const mine = patch[field]
    const theirs = valueOf(now, field)
    if (same(theirs, mine)) continue
    if (same(theirs, valueOf(base, field))) Object.assign(free, { [field]: mine })
    else clashes.push({ field, mine, theirs })
  }
  return { free, clashes }
}

/** Whether a patch changes anything. */
export const changes = (patch: TicketPatch): boolean => editable.some((field) => field in patch)
