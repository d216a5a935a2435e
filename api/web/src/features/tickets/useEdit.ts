import { useMutation, useMutationState } from '@tanstack/react-query'
import { isCode } from '@/api/errors'
import type { TicketDetail, TicketPatch } from '@/api/types'
import { createStore } from '@/lib/store'
import { sentence } from '@/ui/Failure'
import { say } from '@/ui/toast'
import { words } from '@/words'
import { patch } from './actions'
import { type Clash, changes, settle } from './conflict'
import { fetchTicket, putTicket, refreshTickets } from './queries'
import { type Underway, valuesOf } from './underway'

/** A change that met a newer version, waiting for a decision. */
export interface Conflict {
  ticket: TicketDetail
  clashes: Clash[]
}

export const conflict = createStore<Conflict | null>(null)

const tries = 3

/** Sets fields on the version that was looked at. What others have changed since is never overwritten unasked. */
async function setOn(base: TicketDetail, wanted: TicketPatch): Promise<TicketDetail> {
  let body: TicketPatch = { ...wanted, version: base.version }
  for (let left = tries; ; left--) {
    try {
      return await patch(base.number, body)
    } catch (error) {
      if (!isCode(error, 'conflict') || left === 0) throw error
      const now = await fetchTicket(base.number)
      if (now.version === body.version) throw error // a conflict of another kind: what is asked cannot be done now
      const { free, clashes } = settle(base, wanted, now)
      if (clashes.length > 0) conflict.write({ ticket: now, clashes })
      if (!changes(free)) return now
      body = free
    }
  }
}

interface Change {
  base: TicketDetail // which was looked at
  wanted: TicketPatch
  onFail?: (() => void) | undefined
}

/**
 * Changes a ticket's fields by hand; the values are what they show, from the
 * moment something is chosen. Whoever takes a while says which ticket they
 * began with.
 */
export function useEdit(ticket: TicketDetail) {
  const mutationKey = ['edit', ticket.number]
  const { mutate } = useMutation({
    mutationKey,
    mutationFn: ({ base, wanted }: Change) => setOn(base, wanted),
    onSuccess: (t) => {
      putTicket(t)
      refreshTickets()
      if (conflict.read() === null) say(words().verbs.saved)
    },
    onError: (error, { onFail }) => {
      say(sentence(error, words()), { bad: true })
      onFail?.()
    },
  })
  const changes = useMutationState({
    filters: { mutationKey },
    select: ({ state }): Underway => ({
      wanted: (state.variables as Change | undefined)?.wanted,
      until: state.status === 'pending' ? Infinity : ((state.data as TicketDetail | undefined)?.version ?? 0),
    }),
  })
  return { edit: (wanted: TicketPatch, base = ticket, onFail?: () => void): void => mutate({ base, wanted, onFail }), values: valuesOf(ticket, changes) }
}
