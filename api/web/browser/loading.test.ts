import { expect, test, vi } from 'vitest'
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
