import { describe, expect, test } from 'vitest'
import { type TicketFilter, formatFilter, noFilter, parseFilter, settled, toCount, toQuery, untilNext } from './filter'

const now = Date.parse('2026-03-02T09:41:07Z')

describe('a filter and its address', () => {
  const cases: [string, Partial<TicketFilter>, string][] = [
    ['nothing chosen', {}, ''],
    ['words', { q: 'vpn drops' }, 'q=vpn+drops'],
    ['several of a kind', { status: ['open', 'waiting'], priority: ['high', 'low'] }, 'status=open%2Cwaiting&priority=high%2Clow'],
    ['whatever the status', { everything: true }, 'status=all'],
    ['a skill with signs', { skill: ['C++', 'R&D'] }, 'skill=C%2B%2B%2CR%26D'],
    ['mine, highest first', { assignee: 'me', sort: '-priority' }, 'assignee=me&sort=-priority'],
    ['resolved on a day', { everything: true, between: { resolvedFrom: '2026-03-01T00:00:00Z', resolvedTo: '2026-03-02' } }, 'status=all&resolvedFrom=2026-03-01T00%3A00%3A00Z&resolvedTo=2026-03-02'],
    ['overdue, the next due first', { due: 'overdue', sort: 'due' }, 'due=overdue&sort=due'],
    ['asked by somebody last week', { requester: '01J', age: 'week' }, 'requester=01J&age=week'],
  ]
  test.each(cases)('%s', (_, chosen, address) => {
    const filter = { ...noFilter, ...chosen }
    expect(formatFilter(filter).toString()).toBe(address)
    expect(parseFilter(new URLSearchParams(address))).toEqual(filter)
  })

  test('what an address says and nobody knows is left out', () => {
    expect(parseFilter(new URLSearchParams('status=broken,open&priority=urgent&sort=name&age=year&due=never&createdTo=soon&x=1'))).toEqual({ ...noFilter, status: ['open'] })
  })
})

describe('what the API is asked', () => {
  test('without a status: what needs work', () => {
    expect(toQuery(noFilter, now)).toEqual({ status: ['open', 'in_progress', 'waiting'], sort: '-created' })
  })
  test('everything: no status at all', () => {
    expect(toQuery({ ...noFilter, everything: true }, now)).toEqual({ sort: '-created' })
  })
  test('a stretch of time as it is', () => {
    expect(toQuery({ ...noFilter, everything: true, between: { createdFrom: '2026-03-01' } }, now)).toEqual({ createdFrom: '2026-03-01', sort: '-created' })
  })
  test('today is that of the zone', () => {
    const asked = (zone: string, at: string) => toCount({ ...noFilter, everything: true, due: 'today' }, Date.parse(at), zone)
    expect(asked('America/New_York', '2026-03-02T03:00:00Z')).toEqual({ dueFrom: '2026-03-01T05:00:00.000Z', dueTo: '2026-03-02T05:00:00.000Z' })
    expect(asked('Europe/Berlin', '2026-03-28T23:30:00Z')).toEqual({ dueFrom: '2026-03-28T23:00:00.000Z', dueTo: '2026-03-29T22:00:00.000Z' }) // the clocks are put forward
  })
  test('what is overdue is so at the last full minute, whenever in the next it is asked', () => {
    const query = toCount({ ...noFilter, everything: true, due: 'overdue' }, now)
    expect(query).toEqual({ overdue: true })
    for (const at of ['2026-03-02T09:41:00.000Z', '2026-03-02T09:41:59.999Z']) expect(settled(query, Date.parse(at))).toEqual({ dueTo: '2026-03-02T09:41:00.000Z' })
    expect(untilNext(Date.parse('2026-03-02T09:41:59.000Z'))).toBe(1_000)
  })
  test('an age counts from the full hour', () => {
    expect(toQuery({ ...noFilter, age: 'day' }, now).createdFrom).toBe('2026-03-01T09:00:00.000Z')
  })
})
