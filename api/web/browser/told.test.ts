import { expect, test } from 'vitest'
import { withDesk } from './fixture.ts'
import { serviceTrouble, ticketTrouble } from './trouble.ts'

const desk = withDesk()

test('what became of a message, and why no model read the ticket, is said in German', async () => {
  const { number } = await (await desk().as('employee')).opens('Nobody hears of this')
  const maya = await desk().person('moderator')
  await maya.page.evaluate(() => localStorage.setItem('beckon.language', 'de'))
  await ticketTrouble(maya, number)
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

test('why a service does not work, and what is not delivered, is said in German', async () => {
  const ada = await desk().person('admin')
  await ada.page.evaluate(() => localStorage.setItem('beckon.language', 'de'))
  await serviceTrouble(ada)
  await ada.goesTo('/admin/integrations')
  await ada.sees('Der Dienst lässt Beckon nicht hinein. Eine Admin-Person muss Token oder Passwort berichtigen.')
  await ada.sees('Der Dienst war nicht erreichbar. Beckon versucht es von selbst wieder.')
  expect(await ada.page.getByText(/SMTP_URL/).isVisible()).toBe(false)
  await ada.clicks('Test senden: E-Mail')
  const mail = ada.page.getByRole('listitem').filter({ hasText: 'Es geht nicht:' })
  await mail.getByText('Der Dienst hat nicht rechtzeitig geantwortet.').waitFor()
  await mail.getByText('Technische Einzelheiten').last().click()
  await mail.getByText('the mail server did not answer in time').waitFor()

  await ada.goesTo('/admin/events')
  await ada.sees(/^Neues Ticket lesen und zuteilen/)
  await ada.sees(/^Inngest nimmt das so nicht an/)
  expect(await ada.page.getByText(/we do not like it/).isVisible()).toBe(false)
  await ada.page.getByText('Technische Einzelheiten').click()
  await ada.page.getByText(/we do not like it/).waitFor()
})
