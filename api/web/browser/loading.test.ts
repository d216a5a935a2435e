import type { Page } from 'playwright-core'
import { expect, test, vi } from 'vitest'
import { screenshot } from './desk.ts'
import { withDesk } from './fixture.ts'
import { fullTicket } from './full.ts'

const desk = withDesk()
const patience = { timeout: 60_000, interval: 100 }

test('a phone does not count for a sidebar it has no room for', async () => {
  const maya = await desk().person('moderator', '/new', { viewport: { width: 412, height: 823 } })
  const asked: string[] = []
  maya.page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await maya.goesTo('/profile')
  await maya.isLive()
  expect(asked).toContain('/api/stream')
  expect(asked).not.toContain('/api/tickets/counts')

  await maya.page.setViewportSize({ width: 1440, height: 823 }) // the phone was the corner of a window
  await maya.page.getByRole('navigation', { name: 'Views' }).waitFor()
  await maya.page.setViewportSize({ width: 412, height: 823 })
  await maya.page.getByRole('navigation', { name: 'Views' }).waitFor({ state: 'detached' })
})

test('a picture takes the room that was kept for it', async () => {
  const number = await fullTicket(desk())
  const maya = await desk().person('moderator')
  let arrive = (): void => undefined
  const arrived = new Promise<void>((resolve) => (arrive = resolve))
  await maya.page.route(`**/api/tickets/${number}/files/*`, async (route) => {
    await arrived
    await route.continue()
  })
  await maya.goesTo(`/tickets/${number}`)
  const room = async () => {
    const box = await maya.page.getByRole('list', { name: 'Files' }).getByRole('listitem').first().boundingBox()
    return [box?.width, box?.height]
  }
  const kept = await room()
  arrive()
  await maya.page.getByRole('button', { name: 'Show where-to-look.png' }).waitFor()
  expect(await room()).toEqual(kept)
})

test('what one chooses shows at once, and stays, however late the desk answers', async () => {
  const { number } = await (await desk().as('employee')).opens('Slow to answer')
  const admin = await desk().as('admin')
  await admin.sets(number, { priority: 'low' })
  const ada = await desk().person('admin', `/tickets/${number}`)
  const priority = ada.page.getByLabel('Priority', { exact: true })
  await priority.waitFor()
  let answer = (): void => undefined
  const answered = new Promise<void>((resolve) => (answer = resolve))
  await ada.page.route(`**/api/tickets/${number}`, async (route) => {
    if (route.request().method() === 'PATCH') await answered
    await route.continue()
  })
  // Every value that the field shows from now on.
  await priority.evaluate((field: HTMLSelectElement) => {
    const shown: string[] = []
    Object.assign(window, { shown })
    const look = (): void => {
      if (shown.at(-1) !== field.value) shown.push(field.value)
      requestAnimationFrame(look)
    }
    look()
  })
  const asked = ada.page.waitForRequest((request) => request.method() === 'PATCH')
  await priority.selectOption('high')
  await asked
  await vi.waitFor(async () => expect(await priority.inputValue()).toBe('high'), patience)
  expect((await admin.reads(number)).priority).toBe('low')
  answer()
  await ada.sees('Saved.')
  expect(await ada.page.evaluate(() => (window as unknown as { shown: string[] }).shown)).toEqual(['low', 'high'])
})

test('a page that could not be fetched comes by itself when the desk is back', async () => {
  const maya = await desk().person('moderator')
  await maya.isLive()
  await maya.context.setOffline(true)
  await maya.sees(/You are offline/)
  await maya.follows('Insight')
  await maya.page.getByRole('heading', { level: 1, name: 'The desk cannot be reached. Check your connection.' }).waitFor()
  await maya.context.setOffline(false)
  await maya.page.getByRole('heading', { level: 1, name: 'Insight' }).waitFor(patience)
})

test('what is done offline fails at once, and is not done later unasked', async () => {
  const ann = await desk().as('employee')
  const { number } = await ann.opens('Claimed from a train')
  const maya = await desk().person('moderator', `/tickets/${number}`)
  await maya.isLive()
  await maya.context.setOffline(true)
  await maya.sees(/You are offline/)
  for (let i = 0; i < 2; i++) {
    const asked = maya.page.waitForEvent('requestfailed', (request) => request.url().endsWith('/claim'))
    await maya.clicks('Claim')
    await asked
  }
  const said = maya.page.getByRole('status').getByText('The desk cannot be reached. Check your connection.')
  await said.waitFor()
  expect(await said.count()).toBe(1)
  await maya.context.setOffline(false)
  await maya.isLive()
  expect((await ann.reads(number)).claimedAt).toBeNull()
})

/** Holds requests of a kind back until they are let go. */
async function held(page: Page, path: string, method: string): Promise<{ sent: () => number; asked: () => Promise<unknown>; letGo: () => void }> {
  let letGo = (): void => undefined
  let sent = 0
  const gone = new Promise<void>((resolve) => (letGo = resolve))
  await page.route(path, async (route) => {
    if (route.request().method() === method) {
      sent++
      await gone
    }
    await route.continue()
  })
  return { sent: () => sent, asked: () => vi.waitFor(() => expect(sent).toBeGreaterThan(0), patience), letGo }
}

test('nobody is asked to try a spent link again', async () => {
  const ann = await desk().person('employee', '/profile')
  await ann.goesTo('/link#spent')
  await ann.sees(/This link has been used/)
  expect(await ann.page.getByRole('button', { name: 'Try again' }).count()).toBe(0)
})

test('leave that is added while other leave is being saved is added to it', async () => {
  const jon = await desk().as('jon')
  await jon.does('PATCH', '/api/me', { away: [] })
  const visitor = await desk().person('jon', '/profile')
  const saving = await held(visitor.page, '**/api/me', 'PATCH')
  const adds = async (first: string, last: string) => {
    await visitor.types('First day', first)
    await visitor.types('Last day', last)
    await visitor.clicks('Add time away')
  }
  await adds('2031-03-03', '2031-03-05')
  await saving.asked()
  await visitor.sees(/3\s*–\s*5 Mar 2031/)
  await adds('2031-04-07', '2031-04-08')
  await visitor.sees(/7\s*–\s*8 Apr 2031/)
  saving.letGo()
  const leave = async () => (await jon.does<{ user: { away: object[] } }>('GET', '/api/me')).user.away.length
  await vi.waitFor(async () => expect(await leave()).toBe(2), patience)

  await visitor.page.getByRole('button', { name: /^Remove .* Mar 2031/ }).press('Enter')
  await visitor.page.locator('input:focus').and(visitor.page.getByLabel('First day')).waitFor()
  await vi.waitFor(async () => expect(await leave()).toBe(1), patience)
  await jon.does('PATCH', '/api/me', { away: [] })
})

test('what is sent by keyboard twice is sent once', async () => {
  const { number } = await (await desk().as('employee')).opens('Sent in a hurry')
  await (await desk().as('moderator')).does('POST', `/api/tickets/${number}/claim`)
  const maya = await desk().person('moderator', `/tickets/${number}`)
  const resolving = await held(maya.page, `**/api/tickets/${number}/resolve`, 'POST')
  await maya.clicks('Resolve')
  await maya.types('Note to the requester', 'Plugged it in.')
  await maya.presses('Control+Enter')
  await resolving.asked()
  await maya.presses('Control+Enter')
  resolving.letGo()
  await maya.sees(`#${number} is resolved.`)
  expect(resolving.sent()).toBe(1)
})

test('what is written and attached while a reply is on its way is not lost', async () => {
  const { number } = await (await desk().as('employee')).opens('More to say')
  const ann = await desk().person('employee', `/tickets/${number}`)
  const sending = await held(ann.page, `**/api/tickets/${number}/comments`, 'POST')
  await ann.types('Your reply', 'It is the cable.')
  await ann.presses('Control+Enter')
  await sending.asked()
  await ann.page.getByLabel('Your reply').press('Control+End')
  await ann.page.keyboard.type('\nOr the plug.')
  await ann.pastes('plug.png', 'image/png', screenshot)
  await ann.page.getByRole('button', { name: 'Remove plug.png' }).waitFor()
  sending.letGo()
  await ann.sees('Reply sent.')
  expect(await ann.page.getByLabel('Your reply').inputValue()).toBe('Or the plug.')
  await ann.clicks('Send reply')
  await ann.page.getByRole('button', { name: 'Show plug.png' }).waitFor()
  expect((await (await desk().as('employee')).reads(number)).comments.map((c) => [c.text, c.files.length])).toEqual([['It is the cable.', 0], ['Or the plug.', 1]])
})

test('a reply that is edited after its answer was lost is another one', async () => {
  const ann = await desk().as('employee')
  const { number } = await ann.opens('A bad line')
  const page = await desk().person('employee', `/tickets/${number}`)
  await page.page.route(`**/api/tickets/${number}/comments`, (route) => route.fetch().then(() => route.abort()), { times: 1 })
  await page.types('Your reply', 'It is the cable.')
  await page.clicks('Send reply')
  await page.sees(/cannot be reached/)
  await page.types('Your reply', 'It is the plug.')
  await page.clicks('Send reply')
  await page.sees('Reply sent.')
  expect((await ann.reads(number)).comments.map((c) => c.text)).toEqual(['It is the cable.', 'It is the plug.'])
})

test('a dialog that could not do its work says so itself', async () => {
  const { number } = await (await desk().as('employee')).opens('Not to be resolved')
  await (await desk().as('moderator')).does('POST', `/api/tickets/${number}/claim`)
  const maya = await desk().person('moderator', `/tickets/${number}`)
  await maya.page.route(`**/api/tickets/${number}/resolve`, (route) => route.fulfill({ status: 503, json: { error: { code: 'unavailable', message: 'That took too long.' } } }))
  await maya.clicks('Resolve')
  const dialog = maya.page.getByRole('dialog', { name: `Resolve #${number}` })
  await dialog.getByRole('textbox').fill('Plugged it in.')
  await maya.presses('Control+Enter')
  await dialog.getByRole('status').getByText('That took too long.').waitFor()
  await dialog.getByRole('status').getByRole('button', { name: 'Close' }).click()
  expect(await dialog.getByRole('textbox').inputValue()).toBe('Plugged it in.')
})

test('whoever logs out while the desk is out of reach is out here', async () => {
  const jon = await desk().person('jon', '/profile')
  await jon.page.route('**/api/auth/logout', (route) => route.abort())
  await jon.clicks('Log out')
  await jon.arrivesAt(/^\/login/)
  await jon.page.reload()
  await jon.sees('Log in to the help desk')
})

test('whoever cannot be logged out everywhere is told, and is not out here alone', async () => {
  const jon = await desk().person('jon', '/profile')
  await jon.page.route('**/api/auth/logout-all', (route) => route.abort())
  await jon.clicks('Log out everywhere')
  await jon.sees('The desk cannot be reached. Check your connection.')
  await jon.page.getByRole('heading', { level: 1, name: 'Profile' }).waitFor()
})

test('a ticket that cannot be read has a heading and a way out', async () => {
  const maya = await desk().person('moderator', '/profile')
  await maya.page.route('**/api/tickets/1', (route) => route.fulfill({ status: 503, json: { error: { code: 'unavailable', message: 'That took too long.' } } }))
  await maya.goesTo('/tickets/1')
  await maya.page.getByRole('heading', { level: 1, name: '#1' }).waitFor(patience)
  await maya.page.getByRole('button', { name: 'Try again' }).waitFor()
  expect(await maya.page.title()).toBe('#1 · Beckon')
})
