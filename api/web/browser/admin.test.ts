import { expect, inject, test, vi } from 'vitest'
import type { components } from '../src/api/schema.ts'
import { mails } from './desk.ts'
import { withDesk } from './fixture.ts'

type Rules = components['schemas']['RoutingRules']

const desk = withDesk()
const patience = { timeout: 60_000, interval: 100 }

test('routing: what is wrong is said beside its field; what another admin saved is shown', async () => {
  const caller = await desk().as('admin')
  const rules = () => caller.does<Rules>('GET', '/api/admin/routing')
  const before = await rules()
  const ada = await desk().person('admin', '/admin/routing')
  const due = ada.page.getByRole('region', { name: 'Due times' })
  await due.getByLabel('Priority: High', { exact: true }).fill('9999')
  await ada.clicks('Save')
  await due.getByText('Write a number; at most 2,160 hours.').waitFor()
  await due.getByLabel('Priority: High', { exact: true }).fill('6')
  await ada.page.getByLabel('Holiday', { exact: true }).fill('2031-12-25')
  await ada.clicks('Add holiday')
  await ada.clicks('Save')
  await ada.sees('Routing saved.')
  expect(await rules()).toEqual({ ...before, due: { ...before.due, high: '6h0m0s' }, holidays: [...before.holidays, '2031-12-25'], version: before.version + 1 })

  await caller.does('PUT', '/api/admin/routing', { ...(await rules()), timeZone: 'Europe/Paris', due: { ...before.due, high: '7h' } })
  await due.getByLabel('Priority: High', { exact: true }).fill('8')
  await ada.clicks('Save')
  const clash = ada.page.getByRole('dialog', { name: 'Somebody changed this meanwhile' })
  await clash.getByText('7 hr').waitFor()
  await clash.getByText('8 hr').waitFor()
  await clash.getByRole('button', { name: 'Use mine' }).click()
  await vi.waitFor(async () => expect(await rules()).toMatchObject({ timeZone: 'Europe/Paris', due: { high: '8h0m0s' }, version: before.version + 3 }), patience)
  await ada.follows('Past changes')
  await ada.arrivesAt('/admin/audit?verb=routing')
  await ada.sees('changed the routing: high due 7h0m0s → 8h0m0s')
  await caller.does('PUT', '/api/admin/routing', { ...before, version: 0 })
})

test('a trial says who would get a ticket, who could not and who would be told', async () => {
  const caller = await desk().as('admin')
  const jon = (await desk().as('jon')).id
  await caller.does('PATCH', `/api/users/${jon}`, { away: [{ from: '2031-03-03T00:00:00Z', to: '2031-03-05T00:00:00Z' }] })
  const ada = await desk().person('admin', '/admin/trial')
  await ada.types('Ticket', 'WireGuard tunnel drops\nSince this morning.')
  await ada.page.getByLabel('At another time').check()
  await ada.types('Date and time', '2031-03-04T10:00')
  await ada.clicks('Show what would happen')
  await ada.page.getByRole('heading', { name: 'Maya Moderator would get it' }).waitFor()
  await ada.page.getByRole('region', { name: /^Not eligible/ }).getByRole('listitem').filter({ hasText: 'Jon' }).getByText('away').waitFor()
  await ada.page.getByRole('region', { name: /^Can take it/ }).getByText(/knows .*VPN.* · fits/).first().waitFor()
  await ada.page.getByRole('region', { name: 'Who would be told' }).getByText('Maya Moderator: Assigned to you').first().waitFor()
  await caller.does('PATCH', `/api/users/${jon}`, { away: [] })
})

test('integrations: a test shows its result where it was asked for', async () => {
  const ada = await desk().person('admin', '/admin/integrations')
  await ada.clicks('Send a test: Mail')
  const mail = ada.page.getByRole('listitem').filter({ hasText: 'Mail' })
  await mail.getByText('It works: A test is on its way to you.').waitFor()
  await mail.getByText('Ready').waitFor()
  await vi.waitFor(() => expect(mails(inject('outbox')).filter((m) => m.includes('admin@demo.test')).join()).toContain('you sent it to yourself, and it has arrived'), patience)
})
