import { expect, test } from 'vitest'
import { en } from '@/words/en'
import { standing } from './standing'

type Ticket = Parameters<typeof standing>[0]

const ann = { id: 'ann', name: 'Ann', role: 'user' } as const
const maya = { id: 'maya', name: 'Maya', role: 'moderator' } as const
const jon = { id: 'jon', name: 'Jon', role: 'moderator' } as const
const ticket = (rest: object) => ({ status: 'open', triage: { state: 'done' }, assignee: null, claimedAt: null, requester: ann, ...rest }) as unknown as Ticket
const claimed = { status: 'in_progress', assignee: maya, claimedAt: '2026-03-02T09:00:00Z' }

test.each([
  ['being read, to whoever asked', { triage: { state: 'pending' } }, ann, 'Your ticket is being read. Somebody who knows gets it in a moment.'],
  ['being read, to the desk', { triage: { state: 'pending' } }, maya, 'Triage is under way. This page updates by itself.'],
  ['nobody’s', {}, ann, 'Waiting for somebody to take it.'],
  ['offered, to whom it is', { assignee: maya }, maya, 'Given to you. Claim it, or say that it is not yours.'],
  ['offered, to others', { assignee: maya }, jon, 'Given to Maya, who has not claimed it yet.'],
  ['claimed, to whom it is', claimed, maya, 'You are working on it.'],
  ['claimed, to others', claimed, ann, 'Maya is working on it.'],
  ['waiting, to whoever asked', { ...claimed, status: 'waiting' }, ann, 'Waiting for your answer.'],
  ['waiting, to the desk', { ...claimed, status: 'waiting' }, maya, 'Waiting for Ann to answer.'],
])('%s', (_, rest, reader, want) => {
  expect(standing(ticket(rest), en, reader)).toBe(want)
})
