import { describe, expect, test } from 'vitest'
import { noFilter } from './filter'
import { saveView, viewOf, withoutView } from './savedViews'

const urgent = { name: 'Urgent', query: 'priority=high' }
const vpn = { name: 'VPN', query: 'skill=VPN&sort=created' }
const low = { ...noFilter, priority: ['low'] as const }

describe('saving a view', () => {
  test.each([
    ['a new name comes last', saveView([urgent], 'Idle', low), [urgent, { name: 'Idle', query: 'priority=low' }]],
    ['a name there is means that view', saveView([urgent, vpn], 'urgent', low), [{ name: 'urgent', query: 'priority=low' }, vpn]],
    ['renamed, it stays where it is', saveView([urgent, vpn], 'Now', { ...noFilter, priority: ['high'] }, 'Urgent'), [{ name: 'Now', query: 'priority=high' }, vpn]],
    ['renamed to another, it takes its place', saveView([urgent, vpn], 'VPN', low, 'Urgent'), [{ name: 'VPN', query: 'priority=low' }]],
    ['deleted', withoutView([urgent, vpn], 'Urgent'), [vpn]],
  ])('%s', (_, got, want) => {
    expect(got).toEqual(want)
  })
})

describe('the view that is shown', () => {
  test('is told by what it shows, however that is written', () => {
    expect(viewOf([urgent, { name: 'VPN', query: 'sort=created&skill=VPN' }], { ...noFilter, skill: ['VPN'], sort: 'created' })?.name).toBe('VPN')
  })
  test('is none when nothing of the sort was saved', () => {
    expect(viewOf([urgent], low)).toBeUndefined()
  })
})
