import { expect, test } from 'vitest'
import { step } from './step'

test.each([[0, 1, 3, 1], [2, 1, 3, 0], [0, -1, 3, 2], [0, 1, 0, 0]])('from %i by %i of %i to %i', (at, by, length, want) => {
  expect(step(at, by, length)).toBe(want)
})
