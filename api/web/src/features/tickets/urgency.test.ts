import { expect, test } from 'vitest'
import { urgencyOf } from './urgency'

const now = new Date('2026-03-02T12:00:00Z')

test.each([
  ['passed', '2026-03-02T11:59:59Z', 'late'],
  ['this moment', '2026-03-02T12:00:00Z', 'soon'],
  ['within the hour', '2026-03-02T12:59:59Z', 'soon'],
  ['an hour away', '2026-03-02T13:00:00Z', 'fine'],
])('due: %s', (_, at, want) => {
  expect(urgencyOf(new Date(at), now)).toBe(want)
})
