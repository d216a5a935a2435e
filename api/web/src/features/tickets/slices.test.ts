import { expect, test } from 'vitest'
import { inSlices } from './slices'

const tickets = Array.from({ length: 450 }, (_, i) => i + 1)

/** A desk that changes 200 tickets at a time, and fails at one number. */
function desk(failsAt = 0) {
  const asked: number[] = []
  const change = (slice: number[]) => {
    if (slice.length > 200) return Promise.reject(new Error('too many'))
    if (slice.includes(failsAt)) return Promise.reject(new Error('gone'))
    asked.push(...slice)
    return Promise.resolve({ results: slice.map((number) => ({ number, result: 'ok' as const, message: '', version: 2 })), undo: { token: `undo ${asked.length}`, until: '' } })
  }
  return { asked, change }
}

test('more tickets than the desk changes at once are changed one slice after the other, and each can be taken back', async () => {
  const { asked, change } = desk()
  const { results, undo, error } = await inSlices(tickets, change)
  expect(asked).toEqual(tickets)
  expect(results.map((r) => r.number)).toEqual(tickets)
  expect(undo).toEqual(['undo 200', 'undo 400', 'undo 450'])
  expect(error).toBeUndefined()
})

test('what was changed before something failed is told of, and can be taken back', async () => {
  const { asked, change } = desk(201)
  const { results, undo, error } = await inSlices(tickets, change)
  expect(asked).toEqual(tickets.slice(0, 200))
  expect(results).toHaveLength(200)
  expect(undo).toEqual(['undo 200'])
  expect(error).toEqual(new Error('gone'))
})

test('a change that alters nothing cannot be taken back', async () => {
  expect(await inSlices([1], () => Promise.resolve({ results: [], undo: null }))).toEqual({ results: [], undo: [] })
})
