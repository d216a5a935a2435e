import { expect, test } from 'vitest'
import { en } from '@/words/en'
import { type Read, proposed } from './proposed'

const fields = ['priority', 'skills', 'category', 'summary'] as const
const differs: Read = {
  priority: 'high', skills: ['VPN', 'Network'], category: 'Remote', locked: [...fields],
  triage: { state: 'done', proposed: { priority: 'low', skills: ['Printing'], category: 'Office' } },
}
const proposing = (said: Read['triage']['proposed']): Read => ({ ...differs, triage: { state: 'done', proposed: said } })

test('says what the AI would have where a person has set something else', () => {
  expect(fields.map((field) => proposed(differs, field, en))).toEqual(['Low', 'Printing', 'Office', ''])
})

test.each([
  ['it agrees', proposing({ priority: 'high', skills: ['Network', 'VPN'], category: 'Remote' })],
  ['it proposes nothing', proposing({ priority: null, skills: [], category: '' })],
  ['nobody has set anything', { ...differs, locked: [] }],
  ['it has not read the ticket', { ...differs, triage: { ...differs.triage, state: 'pending' } }],
] satisfies [string, Read][])('says nothing where %s', (_, ticket) => {
  expect(fields.map((field) => proposed(ticket, field, en))).toEqual(['', '', '', ''])
})
