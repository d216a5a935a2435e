/**
 * Takes a picture of every page, in both themes and two widths, to look at:
 * npm run screens [folder]. Without a folder they go to /screenshots.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Desk, launch } from './desk.ts'
import { fullTicket } from './full.ts'
import { pages } from './pages.ts'
import { startProgram } from './program.ts'

const folder = process.argv[2] ?? join(import.meta.dirname, '../../../screenshots')
mkdirSync(folder, { recursive: true })

const program = await startProgram()
const browser = await launch()
const desk = new Desk(browser, program.url)
try {
  const ticket = await fullTicket(desk)
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [360, 1440]) {
      for (const who of [null, 'employee', 'moderator', 'admin'] as const) {
        const options = { colorScheme, viewport: { width, height: 900 } }
        const visitor = who === null ? await desk.visitor(options) : await desk.person(who, '/profile', options)
        for (const { name, path } of pages.filter((p) => p.who === who)) {
          await visitor.goesTo(path.replace(':number', String(ticket)))
          await visitor.isDrawn()
          await visitor.page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true })
        }
        await desk.closes()
      }
    }
  }
  console.log(`${pages.length * 4} pictures in ${folder}`)
} finally {
  await browser.close()
  await program.stop()
}
