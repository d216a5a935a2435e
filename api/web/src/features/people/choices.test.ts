import { describe, expect, test } from 'vitest'
import { type Choice, choicesFor } from './choices'

const fixed: Choice[] = [['', 'Any'], ['none', 'Not assigned']]
const people: Choice[] = [['1', 'Zoë Ann']]

describe('what can be chosen', () => {
  test.each([
    ['nothing typed: all of it', '', ['', 'none', '1']],
    ['the fixed choices that fit, and whom the desk has found', 'an', ['', '1']],
    ['in any case, any order, without accents', 'ASSÍGNED not', ['none', '1']],
    ['only people', 'zoe', ['1']],
  ])('%s', (_, typed, want) => {
    expect(choicesFor(typed, fixed, people).map(([value]) => value)).toEqual(want)
  })
})
