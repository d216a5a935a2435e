import { api, take } from '@/api/client'
import type { paths } from '@/api/schema'
import type { Priority, TicketDetail, TicketPatch, Verb } from '@/api/types'

type Answer = Promise<TicketDetail>

const at = (number: number) => ({ path: { number: String(number) } })

/** What a button does. The text is the note or the reason, where there is one. */
export async function perform(number: number, verb: Exclude<Verb, 'reply'>, text = ''): Answer {
  const params = at(number)
  switch (verb) {
    case 'claim':
      return (await take(api.POST('/api/tickets/{number}/claim', { params }))).ticket
    case 'decline':
      return (await take(api.POST('/api/tickets/{number}/decline', { params, body: { reason: text } }))).ticket
    case 'postpone':
      return (await take(api.POST('/api/tickets/{number}/postpone', { params }))).ticket
    case 'release':
      return (await take(api.POST('/api/tickets/{number}/release', { params, body: { reason: text } }))).ticket
    case 'resolve':
      return (await take(api.POST('/api/tickets/{number}/resolve', { params, body: { note: text } }))).ticket
    case 'reopen':
      return (await take(api.POST('/api/tickets/{number}/reopen', { params, body: { reason: text } }))).ticket
  }
}

export interface NewComment {
  text: string
  files: string[]
  internal: boolean
  waiting: boolean
}

/** Says something on a ticket. With the key of a comment that has arrived, nothing is said again. */
export const comment = async (number: number, body: NewComment, key: string): Answer =>
  (await take(api.POST('/api/tickets/{number}/comments', { params: { ...at(number), header: { 'Idempotency-Key': key } }, body }))).ticket

export const patch = async (number: number, body: TicketPatch): Answer =>
  (await take(api.PATCH('/api/tickets/{number}', { params: at(number), body }))).ticket

export const rate = async (number: number, rating: number): Answer =>
  (await take(api.POST('/api/tickets/{number}/rate', { params: at(number), body: { rating } }))).ticket

export const follow = async (number: number, on: boolean): Answer =>
  (await take(on ? api.POST('/api/tickets/{number}/follow', { params: at(number) }) : api.POST('/api/tickets/{number}/unfollow', { params: at(number) }))).ticket

export const retriage = async (number: number): Answer => (await take(api.POST('/api/tickets/{number}/retriage', { params: at(number) }))).ticket

export interface NewTicket {
  title: string
  body: string
  urgency: Priority | null
  files: string[]
}

/** Opens a ticket. With the key of one that has arrived, it is that one. */
export const openTicket = async (body: NewTicket, key: string): Answer =>
  (await take(api.POST('/api/tickets', { params: { header: { 'Idempotency-Key': key } }, body }))).ticket

type Bulk = paths['/api/tickets/bulk']['post']['requestBody']['content']['application/json']
export type BulkSet = Bulk['set']

/** Changes up to 200 tickets at once, each by itself. */
export const setMany = (body: Bulk) => take(api.POST('/api/tickets/bulk', { body }))

/** Takes a bulk change back; a ticket on which somebody has changed the same since stays as it is. */
export const undoMany = (token: string) => take(api.POST('/api/tickets/undo', { body: { token } }))
