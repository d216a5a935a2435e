import { expect, test, vi } from 'vitest'
import type { components } from '../src/api/schema.ts'
import { withDesk } from './fixture.ts'

type Rules = components['schemas']['RoutingRules']

const desk = withDesk()
const patience = { timeout: 60_000, interval: 100 }

test('a view is saved, found in the sidebar and the palette, renamed, deleted, and brought back', async () => {
  const noor = await desk().as('noor')
  await noor.does('PUT', '/api/me/views', { views: [] })
  const names = async () => (await noor.does<{ views: { name: string; query: string }[] }>('GET', '/api/me/views')).views
  const page = await desk().person('noor', '/queue?priority=high&sort=created')
  const sidebar = page.page.getByRole('navigation', { name: 'Saved views' })
  await page.sees('Save this view') // which is not before it is known what views there are
  await page.presses('v')
  await page.types('Name', 'On fire')
  await page.presses('Enter')
  await sidebar.getByRole('link', { name: 'On fire' }).waitFor()
  await page.page.getByRole('heading', { level: 1, name: 'On fire' }).waitFor()
  expect(await names()).toEqual([{ name: 'On fire', query: 'priority=high&sort=created' }])
  await page.follows('Unassigned')
  await page.arrivesAt('/queue?assignee=none')
  await page.presses('Control+k')
  await page.page.getByRole('combobox', { name: 'Commands' }).fill('on fire')
  await page.presses('Enter')
  await page.arrivesAt('/queue?priority=high&sort=created')
  await page.clicks('Edit view')
  await page.types('Name', 'Burning')
  await page.page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await sidebar.getByRole('link', { name: 'Burning' }).waitFor()
  expect((await names()).map((v) => v.name)).toEqual(['Burning'])
  await page.clicks('Edit view')
  await page.clicks('Delete view')
  await sidebar.waitFor({ state: 'detached' })
  await page.clicks('Undo')
  await sidebar.getByRole('link', { name: 'Burning' }).waitFor()
})

test('a search marks its words in the title, and says where else they stand', async () => {
  const ann = await desk().as('employee')
  const { number } = await ann.opens('Quokka on the printer', 'Since Monday the quokka, which is small, eats the toner.')
  const other = await ann.opens('Paper jam again', 'Nothing to see here.')
  await vi.waitFor(async () => expect((await ann.reads(other.number)).triage.state).toBe('done'), patience) // or the summary has it too
  await (await desk().as('moderator')).does('POST', `/api/tickets/${other.number}/comments`, { text: 'It was the quokka all along.', internal: true })
  const maya = await desk().person('moderator', '/queue?q=quokk&status=all')
  const row = (n: number) => maya.page.getByRole('listitem').filter({ hasText: `#${n}` })
  await vi.waitFor(async () => expect(await row(number).locator('mark').allTextContents()).toEqual(['Quokka', 'quokka']), patience)
  await row(number).getByText('Found in the details: Since Monday the quokka, which is small').waitFor()
  await row(other.number).getByText('Found in the conversation').waitFor()
})

test('what is due next comes first; what is overdue has a view, with its number beside it', async () => {
  const admin = await desk().as('admin')
  const rules = await admin.does<Rules>('GET', '/api/admin/routing')
  await admin.does('PUT', '/api/admin/routing', { ...rules, business: { days: [], start: 0, end: 1440 }, due: { low: '60h', medium: '30h', high: '1s' }, version: 0 })
  const jon = await desk().as('jon')
  const opens = async (title: string, set: object) => {
    const { number } = await jon.opens(title)
    await vi.waitFor(async () => expect((await jon.reads(number)).triage.state).toBe('done'), patience)
    await jon.sets(number, set)
    return number
  }
  const later = await opens('Narwhal later', { priority: 'low' })
  const next = await opens('Narwhal next', { priority: 'medium' })
  const paused = await opens('Narwhal paused', { priority: 'high', status: 'waiting' })
  const maya = await desk().person('moderator', '/queue?q=narwhal')
  const rows = () => maya.page.getByRole('list', { name: 'Tickets' }).getByRole('link').allInnerTexts().then((all) => all.map((text) => Number(/#(\d+)/.exec(text)?.[1])))
  await maya.page.getByRole('combobox', { name: 'Sort' }).selectOption('Due first')
  await maya.arrivesAt('/queue?q=narwhal&sort=due')
  await vi.waitFor(async () => expect(await rows()).toEqual([next, later, paused]), patience) // the clock of the last stands still
  const late = await opens('Narwhal late', { priority: 'high' })
  await vi.waitFor(async () => expect(await rows()).toEqual([late, next, later, paused]), patience)
  await vi.waitFor(async () => expect(Date.parse((await jon.reads(late)).dueAt ?? '')).toBeLessThan(Date.now()), patience)

  await maya.page.getByRole('combobox', { name: 'Due', exact: true }).selectOption('Overdue')
  await maya.arrivesAt('/queue?q=narwhal&due=overdue&sort=due')
  await vi.waitFor(async () => expect(await rows()).toEqual([late]), patience)
  const due = maya.page.getByRole('list', { name: 'Tickets' }).locator('time').locator('visible=true')
  expect(await due.getAttribute('title')).toContain(String(new Date().getFullYear()))
  const view = maya.page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Overdue' })
  await vi.waitFor(async () => expect(Number(/\d+/.exec(await view.innerText())?.[0])).toBeGreaterThan(0), patience)
  await view.click()
  await maya.arrivesAt('/queue?due=overdue&sort=due')
  await maya.page.getByRole('heading', { level: 1, name: 'Overdue' }).waitFor()
  await maya.sees('Narwhal late')
  await admin.does('PUT', '/api/admin/routing', { ...rules, version: 0 })
})

test('of more people than a list holds, anybody is found by name, by keyboard', async () => {
  const jon = await desk().as('jon')
  const { number } = await jon.opens('Walrus in the server room')
  await vi.waitFor(async () => expect((await jon.reads(number)).triage.state).toBe('done'), patience)
  await jon.sets(number, { assignee: null })
  const maya = await desk().person('moderator', `/tickets/${number}`)
  const { users } = await jon.does<{ users: { name: string }[] }>('GET', '/api/users?limit=1')
  const many = Array.from({ length: 300 }, (_, i) => ({ ...users[0], id: `many${i}`, name: `Aaron Number ${i}` })) // they all come before Jon
  await maya.page.route('**/api/users?*', async (route) => {
    const asked = new URL(route.request().url()).searchParams
    if (asked.has('q')) await route.continue() // the desk searches
    else await route.fulfill({ json: { users: many.slice(0, Number(asked.get('limit'))), next: 'more' } })
  })
  const owner = await maya.opensList('Owner')
  await maya.sees('There are more: type a name.')
  expect(await maya.page.getByRole('option', { name: /Jon/ }).count()).toBe(0)
  await maya.presses('Escape')
  expect(await owner.getAttribute('aria-expanded')).toBe('false')
  await maya.presses('ArrowDown')
  await owner.fill('nobody of that name')
  await maya.sees('Nobody matches')
  await owner.fill('jon mod')
  await maya.page.getByRole('option', { name: 'Jon Moderator', selected: true }).waitFor()
  await maya.presses('Enter')
  await maya.sees('Saved.')
  expect((await jon.reads(number)).assignee?.name).toBe('Jon Moderator')
  await vi.waitFor(async () => expect(await owner.inputValue()).toBe('Jon Moderator'), patience) // a large page is drawn bit by bit

  await maya.goesTo(`/queue?assignee=${jon.id}`) // of whom the address has no name
  await vi.waitFor(async () => expect(await maya.page.getByRole('combobox', { name: 'Owner', exact: true }).inputValue()).toBe('Jon Moderator'), patience)
})

test('Enter presses the link or the button that has the focus', async () => {
  const maya = await desk().person('moderator', '/queue?q=nothing+of+the+sort')
  await maya.page.getByRole('button', { name: 'Clear filters' }).press('Enter')
  await maya.arrivesAt('/queue')
  await maya.page.getByRole('link', { name: 'Insight', exact: true }).press('Enter')
  await maya.arrivesAt('/insight')
})

test('the search field shows what is searched for, whichever link has changed it', async () => {
  const ada = await desk().person('admin', '/queue')
  const shows = (text: string) => vi.waitFor(async () => expect(await ada.page.getByRole('searchbox').inputValue()).toBe(text), patience)
  await ada.types('Search tickets', 'narwhal tusk')
  await ada.arrivesAt('/queue?q=narwhal+tusk')
  await shows('narwhal tusk')
  await ada.follows('All live')
  await ada.arrivesAt('/queue')
  await shows('')
  await ada.page.goBack()
  await ada.arrivesAt('/queue?q=narwhal+tusk')
  await shows('narwhal tusk')
  await ada.goesTo('/admin?q=maya')
  await ada.sees('Maya Moderator')
  await ada.follows('People')
  await ada.arrivesAt('/admin')
  await shows('')
  await ada.sees('Jon Moderator')
})

test('the focus stays on the page when what had it goes', async () => {
  const ann = await desk().as('employee')
  const { number } = await ann.opens('Axolotl in the fish tank')
  await vi.waitFor(async () => expect((await ann.reads(number)).triage.state).toBe('done'), patience)
  const maya = await desk().person('moderator', '/queue?q=axolotl&status=all&tag=wet&category=fish')
  const presses = (name: string | RegExp) => maya.page.getByRole('button', { name }).press('Enter')
  await presses('Remove Tag: wet')
  await maya.startsAt('Queue')
  await presses('Clear filters')
  await maya.startsAt('Queue')
  await maya.page.getByLabel(`Select #${number}`, { exact: true }).check()
  await presses('Clear selection')
  await maya.startsAt('Queue')
  await maya.page.getByLabel(`Select #${number}`, { exact: true }).check()
  await maya.page.getByLabel('Set priority').focus()
  await maya.chooses('Set priority', 'High')
  await maya.sees('1 ticket changed.')
  await maya.startsAt('Queue')
  await presses('Undo')
  await maya.startsAt('Queue')
  await maya.sees('Undone.')
  await maya.goesTo(`/tickets/${number}`)
  await presses(/^Use suggested reply/)
  await maya.page.locator('textarea:focus').and(maya.page.getByLabel('Your reply')).waitFor()
  const ticket = await ann.reads(number)
  await maya.page.route('**/retriage', (route) => route.fulfill({ json: { ticket: { ...ticket, version: ticket.version + 1, triage: { ...ticket.triage, state: 'pending' } } } }))
  await presses('Triage again')
  await maya.sees('Triage is under way. This page updates by itself.')
  await maya.page.locator('button:focus', { hasText: 'Triage again' }).waitFor()
})

test('keys go by the row that was ticked last, by mouse too', async () => {
  const ann = await desk().as('employee')
  const opened = [await ann.opens('Numbat on the roof'), await ann.opens('Numbat in the lift')]
  const maya = await desk().person('moderator', '/queue?q=numbat&status=all&sort=created')
  await maya.sees('2 tickets')
  await maya.presses('j')
  await maya.page.locator('[data-index="0"] a:focus').waitFor()
  await maya.page.getByLabel(`Select #${opened[1]?.number}`, { exact: true }).check()
  await maya.presses('Enter')
  await maya.arrivesAt(`/tickets/${opened[1]?.number}`)
})

test('what leaves the list is selected no more', async () => {
  const ann = await desk().as('employee')
  const { number } = await ann.opens('Pangolin in the letter box')
  await vi.waitFor(async () => expect((await ann.reads(number)).triage.state).toBe('done'), patience)
  const jon = await desk().as('jon')
  await jon.sets(number, { priority: 'high' })
  const maya = await desk().person('moderator', '/queue?q=pangolin&priority=high')
  await maya.isLive()
  await maya.page.getByLabel(`Select #${number}`, { exact: true }).check()
  const bar = maya.page.getByRole('group', { name: /selected$/ })
  await bar.waitFor()
  await jon.sets(number, { priority: 'low' })
  await bar.waitFor({ state: 'detached' })
})
