import { type Visitor, callerAt } from './desk.ts'

/** From now on a moderator's ticket tells of messages that failed, and that no model read it. */
export async function ticketTrouble({ page, url }: Visitor, number: number): Promise<void> {
  const ticket = await (await callerAt(url, 'moderator')).reads(number)
  const told = { to: { id: 'jon', name: 'Jon' }, channel: 'slack', attempts: 1, at: ticket.createdAt, notBefore: null } as const
  const triage = { ...ticket.triage, state: 'done', cause: 'model_slow', fallback: 'Gemini did not answer in time, so the built-in triage read it.' } as const
  const receipts = [
    { ...told, state: 'failed', cause: 'closed', error: 'cannot be delivered: Slack lets us write no DM to this person (user_disabled)' },
    { ...told, channel: 'email', state: 'due', cause: 'unreachable', error: 'the mail server cannot be used' },
    { ...told, state: 'skipped', cause: 'handed_on', error: 'handed on before it was sent' },
  ] as const
  const notices = [{ kind: 'assigned', by: null, at: ticket.createdAt, receipts }]
  await page.route(`**/api/tickets/${number}`, (route) => route.fulfill({ json: { ticket: { ...ticket, triage, notices } } }))
}

/** From now on mail and Slack do not work, and the desk's engine refuses an event. */
export async function serviceTrouble({ page }: Visitor): Promise<void> {
  const at = '2026-03-02T09:00:00Z'
  const failing = { state: 'failing', since: at, errorAt: at }
  const integrations = [
    { name: 'slack', title: 'Slack', ...failing, cause: 'unreachable', error: 'auth.test: dial tcp: connection refused' },
    { name: 'email', title: 'Mail', ...failing, cause: 'login_refused', error: 'the mail server refuses our login (535): check the user and password in SMTP_URL' },
  ]
  await page.route('**/api/admin/integrations', (route) => route.fulfill({ json: { integrations } }))
  const late = { code: 'unavailable', reason: 'trial_failed', message: 'It did not work: the mail server did not answer in time', args: ['the mail server did not answer in time'], cause: 'slow' }
  await page.route('**/api/admin/integrations/email/test', (route) => route.fulfill({ status: 503, json: { error: late } }))
  const refused = { id: '1', name: 'ticket/created', ticket: 7, person: null, at, attempts: 1, nextAt: null, error: 'cannot be delivered: inngest: bad request: we do not like it', cause: 'engine_refused', parked: true }
  await page.route('**/api/admin/events*', (route) => route.fulfill({ json: { events: [refused] } }))
}
