import { describe, expect, test } from 'vitest'
import type { Ticket, TicketDetail, TicketPatch } from '@/api/types'
import { changeAll, undoOf } from './bulk'

const ticket = (number: number, rest: Partial<Ticket> = {}) => ({ number, version: 1, status: 'open', priority: 'low', skills: [], tags: ['old'], assignee: null, ...rest }) as Ticket
const stored = (t: Ticket, patch: TicketPatch) => ({ ...t, priority: patch.priority ?? t.priority, version: t.version + 1 }) as TicketDetail

describe('changing many tickets', () => {
  test('changes each one, and goes on after a failure', async () => {
    const tickets = Array.from({ length: 10 }, (_, i) => ticket(i + 1))
    let most = 0
    let now = 0
    const outcome = await changeAll(tickets, () => ({ priority: 'high' }), async (n, body) => {
      most = Math.max(most, ++now)
      await Promise.resolve()
      now--
      if (n === 3) throw new Error('gone')
      return stored(ticket(n), body)
    })
    expect(outcome.changed.map((c) => c.after.number).sort((a, b) => a - b)).toEqual([1, 2, 4, 5, 6, 7, 8, 9, 10])
    expect(outcome.failed.map((f) => f.ticket.number)).toEqual([3])
    expect(most).toBeLessThanOrEqual(4)
  })
})

describe('undoing', () => {
  const before = ticket(1, { assignee: { id: 'maya', name: 'Maya' }, tags: ['a'] })
  const after = { ...before, version: 5 } as TicketDetail
  test.each([
    ['a priority', { priority: 'high' }, { priority: 'low', version: 5 }],
    ['an owner', { assignee: 'jon' }, { assignee: 'maya', version: 5 }],
    ['a tag', { tags: ['a', 'b'] }, { tags: ['a'], version: 5 }],
    ['a status', { status: 'resolved' }, { status: 'open', version: 5 }],
  ] satisfies [string, TicketPatch, TicketPatch][])('%s', (_, patch, want) => {
    expect(undoOf({ before, after, patch })).toEqual(want)
  })
  test('an owner where there was none', () => {
    expect(undoOf({ before: ticket(1), after, patch: { assignee: 'jon' } }).assignee).toBeNull()
  })
})
