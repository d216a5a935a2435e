import { type Caller, type Visitor, callerAt } from './desk.ts'
import type { components } from '../src/api/schema.ts'

type Schemas = components['schemas']

/** Changes something on the page, just before which somebody else changes it too, and is shown both. */
async function clashes(v: Visitor, address: string, theirs: () => Promise<unknown>, mine: () => Promise<unknown>): Promise<void> {
  let happened = false
  await v.page.route(address, async (route) => {
    if (!happened && route.request().method() !== 'GET') {
      happened = true
      await theirs()
    }
    await route.continue()
  })
  await mine()
  await v.page.getByRole('dialog', { name: 'Somebody changed this meanwhile' }).waitFor()
  await v.page.unroute(address)
}

const admin = (v: Visitor): Promise<Caller> => callerAt(v.url, 'admin')

/** Two admins change the words for a skill. */
export async function skillClash(v: Visitor): Promise<void> {
  const other = await admin(v)
  const { skills } = await other.does<{ skills: Schemas['Skill'][] }>('GET', '/api/skills')
  const theirs = () => other.does('PUT', '/api/skills', { skills: skills.map((s) => ({ ...s, aliases: [...s.aliases, `theirs ${s.name}`] })) })
  await clashes(v, '**/api/skills', theirs, async () => {
    await v.clicks(/^Edit/)
    await v.types('Aliases', 'mine, of many words')
    await v.page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  })
  await other.does('PUT', '/api/skills', { skills })
}

/** Two admins change how long a ticket of high priority has. */
export async function rulesClash(v: Visitor): Promise<void> {
  const other = await admin(v)
  const rules = await other.does<Schemas['RoutingRules']>('GET', '/api/admin/routing')
  const theirs = () => other.does('PUT', '/api/admin/routing', { ...rules, due: { ...rules.due, high: '7h' }, version: 0 })
  await clashes(v, '**/api/admin/routing', theirs, async () => {
    await v.page.getByLabel('Due times: High', { exact: true }).fill('8')
    await v.clicks('Save')
  })
  await other.does('PUT', '/api/admin/routing', { ...rules, version: 0 })
}

/** Two moderators change a ticket's priority. */
export async function ticketClash(v: Visitor): Promise<void> {
  const other = await callerAt(v.url, 'jon')
  const number = Number(/\d+$/.exec(v.page.url())?.[0])
  const { priority } = await other.reads(number)
  const [theirs, mine] = (['low', 'medium', 'high'] as const).filter((p) => p !== priority)
  await clashes(v, `**/api/tickets/${number}`, () => other.sets(number, { priority: theirs }), () => v.page.getByLabel('Priority', { exact: true }).selectOption(mine ?? null))
}
