/**
 * Takes a picture of every page and of what opens over it, in both themes and
 * at both ends of the widths, to look at: npm run screens. They go to the
 * folder that SCREENS names, else to /screenshots.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'vitest'
import type { Visitor } from './desk.ts'
import { withDesk } from './fixture.ts'
import { fullTicket } from './full.ts'
import { pages, visitors } from './pages.ts'
import { states } from './states.ts'

const folder = process.env['SCREENS'] ?? join(import.meta.dirname, '../../../screenshots')
mkdirSync(folder, { recursive: true })

const desk = withDesk()
let ticket: number | undefined

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  describe.each([320, 1440])('%i pixels wide', (width) => {
    const options = { colorScheme, viewport: { width, height: 900 } }
    const arrives = (who: string | null) => (who === null ? desk().visitor(options) : desk().person(who, '/profile', options))
    const shoot = async (visitor: Visitor, name: string, fullPage: boolean) => {
      await visitor.page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage })
    }
    const at = async (visitor: Visitor, path: string) => {
      ticket ??= await fullTicket(desk())
      await visitor.goesTo(path.replace(':number', String(ticket)))
      await visitor.isDrawn()
    }
    test.each(visitors)('what $title', async ({ who }) => {
      const visitor = await arrives(who)
      for (const { name, path } of pages.filter((p) => p.who === who)) {
        await at(visitor, path)
        await shoot(visitor, name, true)
      }
    })
    test.each(states)('$name', async ({ name, who, path, reach }) => {
      const visitor = await arrives(who)
      await at(visitor, path)
      await reach(visitor)
      await shoot(visitor, name, false)
    })
  })
})
