import { expect, test } from 'vitest'
import { Once } from './once'

test('what is sent again has its name, and nothing else has', () => {
  const once = new Once()
  const first = once.keyFor({ text: 'Hello' })
  expect(once.keyFor({ text: 'Hello' })).toBe(first)
  const edited = once.keyFor({ text: 'Hello, Maya' })
  expect(edited).not.toBe(first)
  once.done()
  expect(once.keyFor({ text: 'Hello, Maya' })).not.toBe(edited)
})
