import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { withDesk } from './fixture.ts'
import { fullTicket } from './full.ts'
import { pages, visitors } from './pages.ts'
import { states } from './states.ts'

const desk = withDesk()
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  id: string
  nodes: { html: string; failureSummary?: string }[]
}

/** What axe-core finds wrong, by WCAG 2.2 AA and its own best practices. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run: (options: object) => Promise<{ violations: Violation[] }> } }
    return (await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })).violations
  })
  return found.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 160)} ${n.failureSummary ?? ''}`))
}

/** What sticks out at the side of a page or a dialog, which must not scroll that way. */
const sideways = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('dialog[open]')].flatMap((frame) => {
      if (frame.scrollWidth <= frame.clientWidth) return []
      const edge = frame.getBoundingClientRect().left + frame.clientWidth
      return [...frame.querySelectorAll('main *, dialog *')].filter((e) => e.getBoundingClientRect().right > edge).map((e) => `sticks out: ${e.outerHTML.slice(0, 200)}`)
    }),
  )

let ticket: number | undefined
const opened = states.filter((s) => s.name !== 'offline')

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  describe.each([320, 1440])('%i pixels wide', (width) => {
    test.each(visitors)('what $title can be read and used by everybody', async ({ who }) => {
      ticket ??= await fullTicket(desk())
      const options = { colorScheme, viewport: { width, height: 800 } }
      const visitor = who === null ? await desk().visitor(options) : await desk().person(who, '/profile', options)
      const wrong: Record<string, string[]> = {}
      for (const { name, path } of pages.filter((p) => p.who === who)) {
        await visitor.goesTo(path.replace(':number', String(ticket)))
        await visitor.isDrawn()
        const found = await violations(visitor.page)
        found.push(...(await sideways(visitor.page)))
        if (found.length > 0) wrong[name] = found
      }
      expect(wrong).toEqual({})
    })
  })
})

test.each([320, 768, 1440])('rows hold the longest names and words there are, %i pixels wide', async (width) => {
  const admin = await desk().as('admin')
  const name = 'Maximiliane Freifrau von und zu Donaudampfschifffahrtsgesellschaftskapitänswitwenrente'
  await admin.does('POST', '/api/auth/signup', { email: 'max@demo.test', password: 'beckon-demo', name }).catch(() => null) // there since the first width
  const { number } = await (await desk().as('max')).opens('Okapi')
  await admin.sets(number, { tags: ['Rechtsschutzversicherungsgesellschaften', 'Kraftfahrzeughaftpflichtversicherungen'] })
  const maya = await desk().person('moderator', '/queue?q=okapi&status=all', { viewport: { width, height: 800 } })
  const row = maya.page.getByRole('listitem').filter({ hasText: `#${number}` })
  await row.waitFor()
  const outside = await row.evaluate((li) => {
    const box = li.getBoundingClientRect()
    return [...li.querySelectorAll('*')].filter((e) => e.getClientRects().length > 0).filter((e) => {
      const { left, right, top, bottom } = e.getBoundingClientRect()
      const cut = e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).textOverflow !== 'ellipsis' && e.clientWidth > 1
      return cut || left < box.left || right > box.right || top < box.top || bottom > box.bottom
    }).map((e) => e.outerHTML.slice(0, 120))
  })
  expect(outside).toEqual([])
})

test('the facts of a ticket are whole in long words on a small screen', async () => {
  ticket ??= await fullTicket(desk())
  const maya = await desk().person('moderator', '/profile', { viewport: { width: 320, height: 800 } })
  await maya.page.evaluate(() => localStorage.setItem('beckon.language', 'de'))
  await maya.goesTo(`/tickets/${ticket}`)
  await maya.page.getByRole('button', { name: 'Bearbeiten: Kategorie' }).waitFor()
  const cut = await maya.page.getByRole('region', { name: 'Angaben' }).locator('dd').evaluateAll((all) =>
    all.filter((dd) => [...dd.querySelectorAll('span, time, button')].some((e) => e.getBoundingClientRect().right > dd.getBoundingClientRect().right)).map((dd) => dd.textContent),
  )
  expect(cut).toEqual([])
})

// WCAG 1.4.4: who sets text twice as large in the browser gets it, and loses nothing.
test.each(visitors)('what $title keeps to the screen with text twice as large', async ({ who }) => {
  ticket ??= await fullTicket(desk())
  const options = { viewport: { width: 640, height: 800 } }
  const visitor = who === null ? await desk().visitor(options) : await desk().person(who, '/profile', options)
  const browser = await visitor.context.newCDPSession(visitor.page)
  await browser.send('Page.setFontSizes', { fontSizes: { standard: 32 } })
  const wrong: Record<string, string[]> = {}
  for (const { name, path } of pages.filter((p) => p.who === who)) {
    await visitor.goesTo(path.replace(':number', String(ticket)))
    await visitor.isDrawn()
    expect(await visitor.page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('30px')
    const found = await sideways(visitor.page)
    if (found.length > 0) wrong[name] = found
  }
  expect(wrong).toEqual({})
})

// Each once in either theme and at either width, if not in every mixture: there are many.
describe.each([['light', 320], ['dark', 1440]] as const)('%s, %i pixels wide', (colorScheme, width) => {
  test.each(visitors.filter(({ who }) => opened.some((s) => s.who === who)))('what $title once it has been opened can be read and used by everybody', async ({ who }) => {
    ticket ??= await fullTicket(desk())
    const options = { colorScheme, viewport: { width, height: 800 } }
    const visitor = who === null ? await desk().visitor(options) : await desk().person(who, '/profile', options)
    const wrong: Record<string, string[]> = {}
    for (const { name, path, reach } of opened.filter((s) => s.who === who)) {
      await visitor.goesTo(path.replace(':number', String(ticket)))
      await visitor.isDrawn()
      await reach(visitor).catch((error: unknown) => {
        throw new Error(`${name} is not reached`, { cause: error })
      })
      const found = [...(await violations(visitor.page)), ...(await sideways(visitor.page))]
      if (found.length > 0) wrong[name] = found
    }
    expect(wrong).toEqual({})
  })
})

test('the menu can be read and used by everybody', async () => {
  const maya = await desk().person('moderator', '/queue', { viewport: { width: 360, height: 700 } })
  await maya.clicks('Menu')
  await maya.page.getByRole('dialog', { name: 'Menu' }).waitFor()
  expect(await violations(maya.page)).toEqual([])
})

test('whoever skips the menu keeps the token of a link', async () => {
  const ann = await desk().person('employee', '/profile')
  await ann.goesTo('/link#spent')
  await ann.sees(/This link has been used/)
  await ann.presses('Tab')
  await ann.page.getByRole('link', { name: 'Skip to content' }).and(ann.page.locator(':focus')).press('Enter')
  await ann.page.locator('main:focus').waitFor()
  expect(new URL(ann.page.url()).hash).toBe('#spent')
})

test('a button whose words change with its state does not say its state as well', async () => {
  ticket ??= await fullTicket(desk())
  const jon = await desk().person('jon', `/tickets/${ticket}`)
  await jon.clicks('Follow')
  await jon.clicks('Preview')
  const pressed = (name: string) => jon.page.getByRole('button', { name, exact: true }).getAttribute('aria-pressed')
  expect([await pressed('Stop following'), await pressed('Write')]).toEqual([null, null])
})

test('what is chosen is seen where the system chooses the colours', async () => {
  const maya = await desk().person('moderator', '/queue', { forcedColors: 'active' })
  await maya.presses('Control+k')
  const ground = (selected: boolean) => maya.page.getByRole('dialog').getByRole('option', { selected }).first().evaluate((e) => getComputedStyle(e).backgroundColor)
  expect(await ground(true)).not.toBe(await ground(false))
})
