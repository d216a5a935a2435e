import { rulesClash, skillClash, ticketClash } from './clashes.ts'
import type { Visitor } from './desk.ts'
import { serviceTrouble, ticketTrouble } from './trouble.ts'

export interface State {
  name: string
  who: 'employee' | 'moderator' | 'admin' | null
  path: string
  reach: (visitor: Visitor) => Promise<unknown>
}

/** Opens what a service said at each cause, of the page as it is from now on. */
async function opensDetails(v: Visitor): Promise<void> {
  await v.page.reload()
  const causes = v.page.getByText('Technical details')
  await causes.first().waitFor({ state: 'attached' })
  for (const panel of await v.page.getByRole('heading', { name: 'Who was told' }).all()) await panel.click()
  for (const cause of await causes.all()) await cause.click()
}

/** What a page looks like once something has been done there. */
export const states: readonly State[] = [
  { name: 'palette', who: 'moderator', path: '/queue', reach: (v) => v.presses('Control+k').then(() => v.page.getByRole('combobox', { name: 'Commands' }).waitFor()) },
  { name: 'keys', who: 'moderator', path: '/queue', reach: (v) => v.presses('?').then(() => v.page.getByRole('dialog', { name: 'Keyboard' }).waitFor()) },
  { name: 'selected', who: 'moderator', path: '/queue?status=all', reach: (v) => v.page.getByRole('checkbox').first().check() },
  { name: 'search', who: 'moderator', path: '/queue?q=wireguard&status=all', reach: (v) => v.page.locator('mark').first().waitFor() },
  { name: 'resolve', who: 'moderator', path: '/tickets/:number', reach: (v) => v.presses('e').then(() => v.page.getByRole('dialog').waitFor()) },
  { name: 'note', who: 'moderator', path: '/tickets/:number', reach: (v) => v.presses('n').then(() => v.page.getByLabel('Your note').waitFor()) },
  { name: 'picture', who: 'moderator', path: '/tickets/:number', reach: (v) => v.clicks('Show where-to-look.png').then(() => v.page.getByRole('dialog').getByRole('img').waitFor()) },
  { name: 'conflict', who: 'moderator', path: '/tickets/:number', reach: ticketClash },
  { name: 'owner', who: 'moderator', path: '/tickets/:number', reach: (v) => v.opensList('Owner').then(() => v.page.getByRole('option', { name: /Maya/ }).waitFor()) },
  { name: 'owner-none', who: 'moderator', path: '/tickets/:number', reach: (v) => v.opensList('Owner').then((field) => field.fill('nobody of that name')).then(() => v.sees('Nobody matches')) },
  { name: 'owner-of-many', who: 'moderator', path: '/queue?status=all', reach: (v) => v.page.getByRole('checkbox').first().check().then(() => v.opensList('Assign to')).then(() => v.page.getByRole('option', { name: /Maya/ }).waitFor()) },
  { name: 'overdue', who: 'moderator', path: '/queue?due=overdue&sort=due', reach: (v) => v.page.getByRole('heading', { level: 1, name: 'Overdue' }).waitFor() },
  { name: 'view', who: 'moderator', path: '/queue?priority=high', reach: (v) => v.sees('Save this view').then(() => v.presses('v')).then(() => v.page.getByRole('dialog').getByLabel('Name').waitFor()) },
  { name: 'login-wrong', who: null, path: '/login', reach: (v) => v.logsInAs('employee', 'wrong').then(() => v.sees(/is wrong/)) },
  { name: 'person', who: 'admin', path: '/admin?q=maya', reach: (v) => v.clicks(/^Edit/).then(() => v.page.getByRole('dialog').getByLabel('Gets tickets in working hours only').check()) },
  { name: 'deactivate', who: 'admin', path: '/admin?q=jon', reach: (v) => v.clicks(/^Edit/).then(() => v.clicks('Deactivate')).then(() => v.page.getByRole('button', { name: 'Yes, deactivate' }).waitFor()) },
  { name: 'invite', who: 'admin', path: '/admin', reach: (v) => v.clicks('Invite').then(() => v.page.getByRole('dialog').waitFor()) },
  { name: 'skill', who: 'admin', path: '/admin/skills', reach: (v) => v.clicks(/^Edit/).then(() => v.page.getByRole('dialog').waitFor()) },
  { name: 'merge', who: 'admin', path: '/admin/skills', reach: (v) => v.clicks(/^Merge/).then(() => v.page.getByLabel('The skill that stays').selectOption({ index: 1 })).then(() => v.sees(/live tickets? get/)) },
  { name: 'skill-clash', who: 'admin', path: '/admin/skills', reach: skillClash },
  { name: 'routing-clash', who: 'admin', path: '/admin/routing', reach: rulesClash },
  { name: 'routing-wrong', who: 'admin', path: '/admin/routing', reach: (v) => v.page.getByLabel('Due times: Low', { exact: true }).fill('').then(() => v.clicks('Save')).then(() => v.sees(/Write a number/)) },
  { name: 'trial-outcome', who: 'admin', path: '/admin/trial', reach: (v) => v.types('Ticket', 'The WireGuard tunnel drops every ten minutes').then(() => v.clicks('Show what would happen')).then(() => v.page.getByRole('heading', { name: 'Who would be told' }).waitFor()) },
  { name: 'integration-tested', who: 'admin', path: '/admin/integrations', reach: (v) => v.clicks('Send a test: Email').then(() => v.sees(/^It works/)) },
  { name: 'integration-causes', who: 'admin', path: '/admin/integrations', reach: (v) => serviceTrouble(v).then(() => opensDetails(v)).then(() => v.sees(/SMTP_URL/)) },
  { name: 'delivery-cause', who: 'admin', path: '/admin/events', reach: (v) => serviceTrouble(v).then(() => opensDetails(v)).then(() => v.sees(/we do not like it/)) },
  { name: 'ticket-causes', who: 'moderator', path: '/tickets/:number', reach: (v) => ticketTrouble(v, Number(/\d+$/.exec(v.page.url())?.[0])).then(() => opensDetails(v)).then(() => v.sees(/user_disabled/)) },
  { name: 'insight-range', who: 'moderator', path: '/insight?from=2020-01-01&to=2020-01-07', reach: (v) => v.sees('No tickets in this period.') },
  { name: 'queue-stretch', who: 'moderator', path: '/queue?status=all&createdFrom=2026-01-01&createdTo=2040-01-01', reach: (v) => v.sees(/^Opened: /) },
  { name: 'offline', who: 'employee', path: '/', reach: (v) => v.isLive().then(() => v.context.setOffline(true)).then(() => v.sees(/You are offline/)) },
]
