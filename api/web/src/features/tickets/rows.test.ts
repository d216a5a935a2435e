import { describe, expect, test } from 'vitest'
import type { Row } from './row'
import { type TicketPage, letGo, missing, putBack, rowsOf } from './rows'

const row = (number: number): Row => ({ number }) as Row
const from = (first: number, size: number): Row[] => Array.from({ length: size }, (_, i) => row(first + i))
const page = (first: number, size: number): TicketPage => ({ tickets: from(first, size), size, next: `after ${first + size - 1}`, at: 0 })
const gone = (p: TicketPage): TicketPage => ({ ...p, tickets: [] })

/** Tickets 1, 2 and 3, then ten of ten each: 4 to 103. */
const long = [page(1, 3), ...Array.from({ length: 10 }, (_, i) => page(4 + 10 * i, 10))]
const numbers = (pages: TicketPage[]) => pages.map((p) => p.tickets[0]?.number ?? null)
const nobody = new Set<number>()

describe('rows', () => {
  const rows = rowsOf([page(1, 3), gone(page(4, 10)), page(14, 10)])
  test('are counted although some were let go', () => {
    expect(rows.count).toBe(23)
  })
  test.each([
    [0, 1, 0], [2, 3, 0], [3, undefined, 1], [12, undefined, 1], [13, 14, 2], [22, 23, 2], [23, undefined, 2],
  ])('at place %i there is %s, on page %i', (place, number, on) => {
    expect(rows.at(place)?.number).toBe(number)
    expect(rows.pageOf(place)).toBe(on)
  })
  test.each([[1, 0], [14, 13], [5, -1], [99, -1]])('ticket %i is at %i', (number, place) => {
    expect(rows.placeOf(number)).toBe(place)
  })
  test('of an empty list are none', () => {
    expect(rowsOf([])).toMatchObject({ count: 0 })
    expect(rowsOf([]).at(0)).toBeUndefined()
  })
})

describe('far from sight', () => {
  test('rows are let go', () => {
    expect(numbers(letGo(long, { from: 7, to: 8, held: nobody }))).toEqual([null, null, 14, 24, 34, 44, 54, 64, 74, 84, 94])
  })
  test('rows that are worked with stay', () => {
    expect(numbers(letGo(long, { from: 10, to: 10, held: new Set([2]) }))).toEqual([1, null, null, null, null, 44, 54, 64, 74, 84, 94])
  })
  test('of nothing, nothing is let go', () => {
    expect(letGo(long, { from: 4, to: 6, held: nobody })).toBe(long)
    const again = letGo(long, { from: 10, to: 10, held: nobody })
    expect(letGo(again, { from: 10, to: 10, held: nobody })).toBe(again)
  })
})

describe('back in sight', () => {
  const left = letGo(long, { from: 10, to: 10, held: nobody })
  test('what was let go is missed, and a little beyond', () => {
    expect(missing(left, { from: 2, to: 2, held: nobody })).toEqual([0, 1, 2, 3, 4])
    expect(missing(left, { from: 9, to: 10, held: nobody })).toEqual([])
  })
  test('rows are put where they were', () => {
    expect(putBack(left, 2, from(14, 10))[2]).toEqual(long[2])
  })
  test('no ticket stands in the list twice', () => {
    const pages = putBack(left, 4, [...from(35, 9), row(44)]) // 34 is gone from the list, so the page now reaches into the next
    expect(pages[4]).toMatchObject({ tickets: from(35, 9), size: 9 })
  })
  test('rows that came in between do not move the others', () => {
    expect(putBack(left, 4, [row(200), ...from(34, 9)])[4]).toMatchObject({ size: 10 })
  })
  test('what has come back by itself is left alone', () => {
    expect(putBack(long, 2, [])).toEqual(long)
  })
})
