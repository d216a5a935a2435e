import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest'
import { Desk, launch } from './desk.ts'

/** A browser for a file of stories; nothing may complain in any of them. */
export function withDesk(): () => Desk {
  let browser: Browser
  let desk: Desk
  beforeAll(async () => {
    browser = await launch()
    desk = new Desk(browser, inject('url'))
  })
  afterEach(async ({ task }) => {
    const complaints = await desk.closes(task.result?.state === 'fail' ? task.name : undefined)
    expect(complaints).toEqual([])
  })
  afterAll(() => browser.close())
  return () => desk
}
