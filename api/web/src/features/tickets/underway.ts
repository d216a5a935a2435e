import type { TicketDetail, TicketPatch } from '@/api/types'
import { type Editable, editable, valueOf } from './conflict'

/** A change made here, and the version of the ticket that shows what became of it: Infinity while nobody knows, 0 when nothing did. */
export interface Underway {
  wanted: TicketPatch | undefined
  until: number
}

export type Values = Required<Pick<TicketPatch, Editable>>

/** What the fields of a ticket show: what it holds, and over that what is on its way there, the latest last. */
export function valuesOf(ticket: TicketDetail, changes: readonly Underway[]): Values {
  const held = Object.fromEntries(editable.map((field) => [field, valueOf(ticket, field)])) as Values
  return Object.assign(held, ...changes.filter((c) => ticket.version < c.until).map((c) => c.wanted)) as Values
}
