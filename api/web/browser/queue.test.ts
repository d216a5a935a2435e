import { expect, test, vi } from 'vitest'
import { withDesk } from './fixture.ts'

const desk = withDesk()
const patience = { timeout: 60_000, interval: 100 }

test('a view is saved, found in the sidebar and the palette, renamed, deleted, and brought back', async () => {
  const noor = await desk().as('noor')
  await noor.does('PUT', '/api/me/views', { views: [] })
  const names = async () => (await noor.does<{ views: { name: string; query: string }[] }>('GET', '/api/me/views')).views
  const page = await desk().person('noor', '/queue?priority=high&sort=created')
  const sidebar = page.page.getByRole('navigation', { name: 'Saved views' })
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
