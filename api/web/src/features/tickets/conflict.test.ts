import { expect, test } from 'vitest'
import type { TicketDetail, TicketPatch } from '@/api/types'
import { type Clash, settle } from './conflict'

const base = { version: 3, priority: 'low', skills: ['VPN'], assignee: { id: 'maya', name: 'Maya' }, summary: 'It drops.' } as TicketDetail
const now = (rest: Partial<TicketDetail>) => ({ ...base, version: 7, ...rest }) as TicketDetail

const cases: [string, TicketPatch, TicketDetail, TicketPatch, Clash[]][] = [
  ['nobody touched the field: it goes through', { priority: 'high' }, now({ summary: 'Other.' }), { priority: 'high', version: 7 }, []],
  ['somebody set it to something else: to decide', { priority: 'high' }, now({ priority: 'medium' }), { version: 7 }, [{ field: 'priority', mine: 'high', theirs: 'medium' }]],
  ['somebody set it to the same: nothing to do', { priority: 'high' }, now({ priority: 'high' }), { version: 7 }, []],
  ['lists are compared by what is in them', { skills: ['Email'] }, now({ skills: ['VPN'] }), { skills: ['Email'], version: 7 }, []],
  ['an owner who was taken off', { assignee: 'jon' }, now({ assignee: null }), { version: 7 }, [{ field: 'assignee', mine: 'jon', theirs: null }]],
  ['some go through, some do not', { priority: 'high', summary: 'Mine.' }, now({ summary: 'Theirs.' }), { priority: 'high', version: 7 }, [{ field: 'summary', mine: 'Mine.', theirs: 'Theirs.' }]],
]

test.each(cases)('%s', (_, patch, stored, free, clashes) => {
  expect(settle(base, patch, stored)).toEqual({ free, clashes })
})
