import { expect, test } from 'vitest'
import { pageAt, pages } from './pages'

test.each([
  ['/', pages.home],
  ['/queue', pages.queue],
  ['/tickets/12', pages.ticket],
  ['/admin', pages.people],
  ['/admin/routing', pages.routing],
] as const)('what is at %s is loaded before the app asks for it', (path, [, load]) => {
  expect(pageAt(path)).toBe(load)
})

test('nothing is loaded where there is nothing', () => {
  expect(pageAt('/nowhere')).toBeUndefined()
})
