import { expect, test } from 'vitest'
import type { components } from '../src/api/schema.ts'
import { withDesk } from './fixture.ts'

type Ticket = components['schemas']['TicketDetail']

const desk = withDesk()

test('what became of a message, and why no model read the ticket, is said in German', async () => {
  const { number } = await (await desk().as('employee')).opens('Nobody hears of this')
  const maya = await desk().person('moderator')
  await maya.page.evaluate(() => localStorage.setItem('beckon.language', 'de'))
  await maya.page.route(`**/api/tickets/${number}`, async (route) => {
    const response = await route.fetch()
    const { ticket } = (await response.json()) as { ticket: Ticket }
    const told = { to: { id: 'jon', name: 'Jon' }, channel: 'slack', attempts: 1, at: ticket.createdAt, notBefore: null } as const
    const triage = { ...ticket.triage, state: 'done', cause: 'model_slow', fallback: 'Gemini did not answer in time, so the built-in triage read it.' } as const
    const receipts = [
      { ...told, state: 'failed', cause: 'closed', error: 'cannot be delivered: Slack lets us write no DM to this person (user_disabled)' },
      { ...told, channel: 'email', state: 'due', cause: 'unreachable', error: 'the mail server cannot be used' },
      { ...told, state: 'skipped', cause: 'handed_on', error: 'handed on before it was sent' },
    ] as const
    await route.fulfill({ response, json: { ticket: { ...ticket, triage, notices: [{ kind: 'assigned', by: null, at: ticket.createdAt, receipts }] } } })
  })
  await maya.goesTo(`/tickets/${number}`)
  await maya.sees('Das Modell hat nicht rechtzeitig geantwortet. Beckon hat das Ticket selbst gelesen.')
  await maya.page.getByRole('heading', { name: 'Wer benachrichtigt wurde' }).click()
  await maya.sees(/Die Person nimmt dort keine Direktnachrichten von Beckon an/)
  await maya.sees('Der Dienst war nicht erreichbar. Beckon versucht es von selbst wieder.')
  await maya.sees('vorher weitergegeben')
  const english = maya.page.getByText(/user_disabled/)
  expect(await english.isVisible()).toBe(false)
  await maya.page.getByRole('listitem').filter({ hasText: 'gescheitert' }).getByText('Technische Einzelheiten').click()
  await english.waitFor()
})
