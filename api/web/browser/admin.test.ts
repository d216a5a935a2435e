import { expect, inject, test, vi } from 'vitest'
import type { components } from '../src/api/schema.ts'
import { mails } from './desk.ts'
import { withDesk } from './fixture.ts'

type Rules = components['schemas']['RoutingRules']

const desk = withDesk()
const patience = { timeout: 60_000, interval: 100 }

/** The desk's skills with one more, and how to see and set them. */
async function deskWith(name: string) {
  const admin = await desk().as('admin')
  const skills = async () => (await admin.does<{ skills: components['schemas']['Skill'][] }>('GET', '/api/skills')).skills
  const put = (list: readonly { name: string; aliases?: string[] }[]) => admin.does('PUT', '/api/skills', { skills: list })
  const before = await skills()
  await put([...before, { name }])
  return { skills, before, put }
}

test('routing: what is wrong is said beside its field; what another admin saved is shown', async () => {
  const caller = await desk().as('admin')
  const rules = () => caller.does<Rules>('GET', '/api/admin/routing')
  const before = await rules()
  const maya = (await desk().as('moderator')).id
  const ada = await desk().person('admin', '/admin/routing')
  const due = ada.page.getByRole('region', { name: 'Due times' })
  await due.getByLabel('Priority: High', { exact: true }).fill('9999')
  await ada.clicks('Save')
  await due.getByText('Write a number; at most 2,160 hours.').waitFor()
  await due.getByLabel('Priority: High', { exact: true }).fill('6')
  await ada.page.getByLabel('Holiday', { exact: true }).fill('2031-12-25')
  await ada.clicks('Add holiday')
  await (await ada.opensList('Due time missed')).fill('maya')
  await ada.page.getByRole('option', { name: 'Maya Moderator' }).click()
  await ada.clicks('Save')
  await ada.sees('Routing saved.')
  expect(await rules()).toEqual({ ...before, due: { ...before.due, high: '6h0m0s' }, holidays: [...before.holidays, '2031-12-25'], leads: { overdue: maya }, version: before.version + 1 })

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
  await ada.sees('changed the routing · high due 7h0m0s → 8h0m0s')
  await caller.does('PUT', '/api/admin/routing', { ...before, version: 0 })
})

test('routing: what is not saved is there when one comes back, over what another admin has saved meanwhile', async () => {
  const caller = await desk().as('admin')
  const rules = () => caller.does<Rules>('GET', '/api/admin/routing')
  const before = await rules()
  const ada = await desk().person('admin', '/admin/routing')
  const due = ada.page.getByRole('region', { name: 'Due times' }).getByLabel('Priority: High', { exact: true })
  await due.fill('7')
  await ada.follows('Skills')
  await ada.startsAt('Skills')
  await caller.does('PUT', '/api/admin/routing', { ...before, timeZone: 'Europe/Paris' })
  await ada.follows('Routing')
  await ada.sees('There are changes you have not saved.')
  expect(await due.inputValue()).toBe('7')
  await ada.clicks('Save')
  await ada.sees('Routing saved.')
  expect(await rules()).toMatchObject({ timeZone: 'Europe/Paris', due: { ...before.due, high: '7h0m0s' } })
  await due.fill('8')
  await ada.page.reload()
  await ada.clicks('Discard changes')
  expect(await due.inputValue()).toBe('7')
  await ada.page.reload()
  await due.waitFor()
  expect(await due.inputValue()).toBe('7')
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
  await ada.page.getByRole('region', { name: 'Who would be told' }).getByText('Maya Moderator: Newly assigned').first().waitFor()
  await caller.does('PATCH', `/api/users/${jon}`, { away: [] })
})

test('a time and a day that an admin chooses are those of their own zone', async () => {
  const caller = await desk().as('admin')
  await caller.does('PATCH', '/api/me', { timeZone: 'Pacific/Auckland' })
  const ada = await desk().person('admin', '/admin/trial', { timezoneId: 'America/New_York' })
  await ada.types('Ticket', 'WireGuard tunnel drops')
  await ada.page.getByLabel('At another time').check()
  await ada.types('Date and time', '2031-03-04T10:00')
  await ada.clicks('Show what would happen')
  await ada.sees(/^Opened 4 Mar 2031, 10:00/)
  await ada.page.reload()
  expect(await ada.page.getByLabel('Ticket', { exact: true }).inputValue()).toBe('WireGuard tunnel drops')

  await ada.goesTo('/admin/audit')
  const asked = ada.page.waitForRequest((request) => new URL(request.url()).searchParams.get('from') === '2026-03-03T11:00:00.000Z')
  await ada.types('Since', '2026-03-04')
  await asked

  const counted = ada.page.waitForResponse('**/api/insight?*')
  await ada.goesTo('/insight?from=2026-03-04&to=2026-03-04')
  expect(((await (await counted).json()) as { from: string }).from).toBe('2026-03-04T00:00:00+13:00')
  await caller.does('PATCH', '/api/me', { timeZone: '' })
})

test('integrations: a test shows its result where it was asked for', async () => {
  const ada = await desk().person('admin', '/admin/integrations')
  await ada.clicks('Send a test: Email')
  const mail = ada.page.getByRole('listitem').filter({ hasText: 'Email' })
  await mail.getByText('It works: a test is on its way to you.').waitFor()
  await mail.getByText('Ready').waitFor()
  await vi.waitFor(() => expect(mails(inject('outbox')).filter((m) => m.includes('admin@demo.test')).join()).toContain('you sent it to yourself, and it has arrived'), patience)
})

test('people: capacity, hours and leave are set, and routing obeys at once', async () => {
  const caller = await desk().as('admin')
  const { id } = await desk().as('jon')
  const ada = await desk().person('admin', '/admin?q=jon')
  await ada.clicks('Edit: Jon Moderator')
  await ada.types('Tickets at once', '7')
  await ada.page.getByLabel('Gets tickets in working hours only').check()
  await ada.page.getByLabel('Fri', { exact: true }).uncheck()
  await ada.types('First day', '2031-03-05')
  await ada.types('Last day', '2031-03-03')
  await ada.clicks('Add time away')
  await ada.sees('Choose a first and a last day, in this order.')
  await ada.types('First day', '2031-03-03')
  await ada.types('Last day', '2031-03-05')
  await ada.clicks('Add time away')
  await ada.sees(/3\s*–\s*5 Mar 2031/)
  await ada.page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await ada.sees('Jon Moderator saved.')
  const { user } = await caller.does<{ user: { away: { from: string; to: string }[] } }>('GET', `/api/users/${id}`)
  expect(user).toMatchObject({ capacity: 7, hours: { days: [1, 2, 3, 4], start: 540, end: 1020 } })
  expect(user.away.map(({ from, to }) => (Date.parse(to) - Date.parse(from)) / 3_600_000)).toEqual([72])
  await caller.does('PATCH', `/api/users/${id}`, { capacity: 0, hours: { days: [], start: 0, end: 0 }, away: [] })
})

test('skills: merging says what it will change, then changes it', async () => {
  const caller = await desk().as('admin')
  const { skills } = await caller.does<{ skills: object[] }>('GET', '/api/skills')
  await caller.does('PUT', '/api/skills', { skills: [...skills, { name: 'Copiers', aliases: ['xerox'] }, { name: 'Printing devices' }] })
  await caller.does('PATCH', `/api/users/${(await desk().as('jon')).id}`, { skills: ['Copiers', 'VPN'] })
  const { number } = await caller.opens('The copier is on fire')
  await caller.sets(number, { skills: ['Copiers'] })
  const ada = await desk().person('admin', '/admin/skills')
  await ada.clicks('Merge: Copiers')
  await ada.page.getByLabel('The skill that stays').selectOption('Printing devices')
  await ada.sees('Copiers, xerox: other words for Printing devices from now on.')
  await ada.sees('1 person and 1 live ticket get Printing devices instead.')
  await ada.clicks('Merge Copiers into Printing devices')
  await ada.sees('Copiers is Printing devices now, for 1 person and 1 ticket.')
  await ada.page.getByRole('heading', { name: 'Copiers', exact: true }).waitFor({ state: 'detached' })
  expect((await caller.reads(number)).skills).toEqual(['Printing devices'])
})

test('skills: one goes only after a second word', async () => {
  const { skills, before } = await deskWith('Telex')
  const ada = await desk().person('admin', '/admin/skills')
  await ada.clicks('Edit: Telex')
  await ada.clicks('Remove')
  await ada.presses('Enter') // which is on Cancel
  await ada.page.locator('h2:focus', { hasText: 'Edit Telex' }).waitFor()
  await ada.clicks('Remove')
  await ada.sees('Remove Telex?')
  expect((await skills()).map((s) => s.name)).toContain('Telex')
  await ada.clicks('Yes, remove')
  await ada.sees('Skills saved.')
  expect(await skills()).toEqual(before)
})

test('deliveries: a list that is cut says so', async () => {
  const ada = await desk().person('admin', '/admin/events')
  await ada.sees('Nothing is parked')
  const events = Array.from({ length: 200 }, (_, i) => ({ id: String(i), name: 'ticket/created', ticket: null, person: null, at: '2026-03-02T09:00:00Z', attempts: 5, nextAt: null, error: 'refused', cause: 'engine_refused', parked: true }))
  await ada.page.route('**/api/admin/events*', (route) => route.fulfill({ json: { events } }))
  await ada.page.reload()
  await ada.sees('These are the oldest 200. The next ones show as these are delivered.')
})

test('audit log: after its last page it says so, and whoever works by keyboard goes on from there', async () => {
  const ada = await desk().person('admin')
  const entry = (text: string) => ({ at: '2026-03-02T09:00:00Z', by: null, via: 'web', verb: 'opened', text, ticket: 1, person: null })
  await ada.page.route('**/api/admin/audit?*', (route) => {
    const last = new URL(route.request().url()).searchParams.get('cursor') === 'second page'
    return route.fulfill({ json: last ? { entries: [entry('older')], next: null } : { entries: [entry('newer')], next: 'second page' } })
  })
  await ada.goesTo('/admin/audit')
  await ada.page.getByRole('button', { name: 'Load more' }).focus()
  await ada.presses('Enter')
  await ada.page.locator('p:focus', { hasText: 'That is all.' }).waitFor()
  expect(await ada.page.getByRole('list', { name: 'Audit log' }).getByRole('listitem').count()).toBe(2)
})

test('deliveries: one that is tried again is gone, and whoever works by keyboard goes on from what says so', async () => {
  const ada = await desk().person('admin')
  const parked = [1, 2].map((i) => ({ id: String(i), name: 'ticket/created', ticket: i, person: null, at: '2026-03-02T09:00:00Z', attempts: 5, nextAt: null, error: 'refused', cause: 'engine_refused', parked: true }))
  await ada.page.route('**/api/admin/events*', (route) => route.fulfill({ json: { events: parked } }))
  await ada.page.route('**/api/admin/events/*/retry', (route) => {
    parked.shift()
    return route.fulfill({ status: 204 })
  })
  await ada.goesTo('/admin/events')
  await ada.page.getByRole('button', { name: 'Try again: Read and assign a new ticket, #1' }).focus()
  await ada.presses('Enter')
  await ada.page.locator('p:focus', { hasText: 'Trying again: Read and assign a new ticket, #1.' }).waitFor()
  await ada.page.getByRole('button', { name: 'Try again: Read and assign a new ticket, #1' }).waitFor({ state: 'detached' })
  await ada.presses('Tab')
  await ada.page.locator('a:focus', { hasText: '#2' }).waitFor()
})

test('skills: what another admin made of one is shown, and nothing is undone unseen', async () => {
  const { skills, before, put } = await deskWith('Scanners')
  const ada = await desk().person('admin', '/admin/skills')
  await ada.clicks('Edit: Scanners')
  await ada.types('Aliases', 'scan')
  await put([...before, { name: 'Scanners', aliases: ['OCR'] }, { name: 'Projectors' }])
  await ada.page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  const clash = ada.page.getByRole('dialog', { name: 'Somebody changed this meanwhile' })
  await clash.getByText('OCR').waitFor()
  await clash.getByRole('button', { name: 'Use mine' }).click()
  await ada.sees('Skills saved.')
  const scanners = { name: 'Scanners', aliases: ['scan'], description: '' }
  expect(await skills()).toEqual([...before, scanners, { name: 'Projectors', aliases: [], description: '' }])

  await put([...before, scanners])
  await ada.clicks('Add skill')
  await ada.types('Name', 'Cameras')
  await ada.page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await ada.page.getByRole('heading', { name: 'Cameras', exact: true }).waitFor()
  expect(await skills()).toEqual([...before, scanners, { name: 'Cameras', aliases: [], description: '' }])
  await put(before)
})

test('people: what another admin has set meanwhile stays', async () => {
  const caller = await desk().as('admin')
  const noor = `/api/users/${(await desk().as('noor')).id}`
  const ada = await desk().person('admin', '/admin?q=noor')
  await ada.clicks('Edit: Noor Moderator')
  const dialog = ada.page.getByRole('dialog', { name: 'Edit Noor Moderator' })
  await dialog.getByLabel('Time zone').selectOption('Asia/Tokyo')
  await caller.does('PATCH', noor, { capacity: 7 })
  await dialog.getByRole('button', { name: 'Save' }).click()
  await ada.sees('Noor Moderator saved.')
  expect((await caller.does<{ user: object }>('GET', noor)).user).toMatchObject({ capacity: 7, timeZone: 'Asia/Tokyo' })
  await caller.does('PATCH', noor, { capacity: 0, timeZone: '' })
})

test('insight: a bar leads to the tickets behind it, and to no others', async () => {
  const { number } = await (await desk().as('employee')).opens('Insight: urgent and counted')
  await (await desk().as('admin')).sets(number, { priority: 'high' })
  const maya = await desk().person('moderator', '/insight')
  await maya.chooses('Period', 'From … to …')
  await maya.types('First day', '2020-01-01')
  await maya.types('Last day', '2020-01-02')
  const bars = maya.page.getByRole('region', { name: 'By priority' })
  await bars.getByText('No tickets in this period.').waitFor()
  await maya.page.getByRole('region', { name: 'AI values that stood' }).getByText('No tickets in this period.').waitFor()
  await maya.chooses('Period', 'Last 7 days')
  const high = bars.getByRole('listitem').filter({ hasText: 'High' })
  const [count] = /\d+/.exec(await high.innerText()) ?? []
  await high.getByRole('link').click()
  await maya.arrivesAt(/^\/queue\?.*createdFrom=.*priority=high/)
  await maya.sees(/^Opened: .* – /)
  await maya.sees(count === '1' ? '1 ticket' : `${count} tickets`)
})
