/**
 * A desk with 100,000 tickets, scrolled from top to bottom: npm run crowd.
 * CROWD says how many tickets instead. Two cores that did much else took ten
 * minutes for it, with 33 rows in the page at most and 10 MB of heap at the end.
 */
import type { Page } from 'playwright-core'
import { expect, inject, test } from 'vitest'
import type { Visitor } from './desk.ts'
import { withDesk } from './fixture.ts'

const desk = withDesk()
const limit = 1_800_000 // ms, for a machine that does much else
const rows = 60 // in the page at any time; a screen holds fifteen
const heap = 60 // MB of scripts and data, however far one has gone

/** How many elements a page holds for the list, and the number of the last ticket among them. */
const drawn = (page: Page) =>
  page.evaluate(() => {
    const items = [...document.querySelectorAll('ul[aria-label=Tickets] > li')]
    return { count: items.length, last: Number(items.at(-1)?.getAttribute('aria-posinset') ?? 0) }
  })

/** MB that scripts hold after the rubbish has been taken out. */
async function heapOf(visitor: Visitor): Promise<number> {
  const devtools = await visitor.context.newCDPSession(visitor.page)
  await devtools.send('HeapProfiler.collectGarbage')
  const { usedSize } = await devtools.send('Runtime.getHeapUsage')
  await devtools.detach()
  return usedSize / 1e6
}

/** Begins to watch how long the page is busy without drawing; returns the longest time so far, in ms. */
const watchFrames = async (page: Page): Promise<() => Promise<number>> => {
  await page.evaluate(() => {
    let last = performance.now()
    const frame = (now: number): void => {
      document.body.dataset['longest'] = String(Math.max(Number(document.body.dataset['longest'] ?? 0), now - last))
      last = now
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })
  return () => page.evaluate(() => Number(document.body.dataset['longest']))
}

/** Goes to the end, again and again as anybody would, until a row after a place is drawn: rows that are measured meanwhile may put the page back. */
const goesPast = (page: Page, place: number) =>
  page.waitForFunction(
    (place) => {
      window.scrollTo(0, document.documentElement.scrollHeight)
      return Number([...document.querySelectorAll('ul[aria-label=Tickets] > li')].at(-1)?.getAttribute('aria-posinset')) > place
    },
    place,
    { polling: 50 },
  )

/** Scrolls down until the row at a place in the list is drawn. */
async function scrollsTo(page: Page, place: number, most: { rows: number }): Promise<void> {
  for (;;) {
    const { count, last } = await drawn(page)
    most.rows = Math.max(most.rows, count)
    if (last >= place) return
    await goesPast(page, last)
  }
}

test('a list of all tickets stays small in the page and in memory, is worked by keyboard at its end, and is found again where it was left', async () => {
  const size = inject('size')
  const maya = await desk().person('moderator', '/queue?status=all')
  await maya.sees(`${size.toLocaleString('en')} tickets`)
  const most = { rows: 0 }
  const before = await heapOf(maya)
  const longest = await watchFrames(maya.page)
  const began = performance.now()
  await scrollsTo(maya.page, size, most)
  const seconds = (performance.now() - began) / 1000
  const frame = await longest()
  const after = await heapOf(maya)
  console.log(`crowd: ${size} tickets, ${most.rows} rows in the page at most, ${before.toFixed(0)} MB of heap at the top and ${after.toFixed(0)} MB at the end, ${seconds.toFixed(0)} s down, ${frame.toFixed(0)} ms the longest frame`)
  expect(most.rows).toBeLessThan(rows)
  expect(after).toBeLessThan(heap)

  await maya.page.evaluate(() => window.scrollTo(0, 0)) // what was let go there is read again
  await maya.page.locator('li[aria-posinset="1"] a').waitFor()
  await goesPast(maya.page, size - 1)

  const active = () => maya.page.evaluate(() => document.activeElement?.closest('li')?.getAttribute('aria-posinset') ?? null)
  await maya.page.locator(`li[aria-posinset="${size}"] a`).focus()
  await maya.presses('k')
  await maya.presses('k')
  expect(await active()).toBe(String(size - 2))
  await maya.presses('j')
  expect(await active()).toBe(String(size - 1))

  await maya.presses('Enter')
  await maya.arrivesAt(/^\/tickets\/\d+$/)
  await maya.page.goBack()
  await maya.arrivesAt('/queue?status=all')
  await maya.page.locator(`li[aria-posinset="${size - 1}"]`).waitFor()
  await maya.page.waitForFunction((place) => {
    const row = document.querySelector(`li[aria-posinset="${place}"]`)?.getBoundingClientRect()
    return row !== undefined && row.top >= 0 && row.bottom <= window.innerHeight
  }, size - 1)
}, limit)
