import { expect, test } from 'vitest'
import type { Change, Comment, TicketDetail } from '@/api/types'
import { saidOn } from './said'

const maya = { id: 'maya', name: 'Maya' }
const at = (minute: number): string => `2026-03-02T10:0${minute}:00Z`
const comment = (text: string, minute: number) => ({ id: text, by: maya, text, at: at(minute) }) as Comment
const change = (verb: string, text: string, minute: number, more: Partial<Change> = {}) => ({ verb, text, by: maya, via: 'web', at: at(minute), comment: '', ...more })

test('what is said with resolving and reopening stands among the replies', () => {
  const ticket = {
    requester: maya, body: 'It is jammed.', createdAt: at(0), asked: { editedAt: null, deleted: false }, files: [],
    comments: [comment('Try again.', 1), comment('Thanks.', 4)],
    history: [change('opened', '', 0), change('resolved', 'Cleared it.', 2), change('reopened', 'It is back.', 3), change('resolved', '', 5), change('reopened', 'Thanks.', 4, { comment: 'Thanks.' }), change('closed', 'a week passed', 6, { by: null }), change('declined', 'not my field', 1)],
  } as unknown as TicketDetail
  expect(saidOn(ticket).map((s) => [s.text, s.deed])).toEqual([
    ['It is jammed.', undefined], ['Try again.', undefined], ['Cleared it.', 'resolved'], ['It is back.', 'reopened'], ['Thanks.', undefined],
  ])
})
