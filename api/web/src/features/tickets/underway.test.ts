import { expect, test } from 'vitest'
import type { TicketDetail } from '@/api/types'
import { type Underway, type Values, valuesOf } from './underway'

const ticket = { version: 3, priority: 'low', status: 'open', skills: ['VPN'], assignee: { id: 'maya', name: 'Maya' } } as TicketDetail

const cases: [string, Underway[], Partial<Values>][] = [
  ['what it holds', [], { priority: 'low', status: 'open', skills: ['VPN'], assignee: 'maya' }],
  ['what was chosen, before the desk has answered', [{ wanted: { priority: 'high' }, until: Infinity }], { priority: 'high', status: 'open' }],
  ['what was chosen, until the answer is shown', [{ wanted: { priority: 'high' }, until: 4 }], { priority: 'high' }],
  ['what it holds, once the answer is shown', [{ wanted: { priority: 'high' }, until: 3 }], { priority: 'low' }],
  ['what it holds, when the change failed', [{ wanted: { priority: 'high' }, until: 0 }], { priority: 'low' }],
  ['the later choice of two', [{ wanted: { priority: 'high', assignee: null }, until: 4 }, { wanted: { priority: 'medium' }, until: Infinity }], { priority: 'medium', assignee: null }],
]

test.each(cases)('fields show %s', (_, changes, want) => {
  expect(valuesOf(ticket, changes)).toMatchObject(want)
})
