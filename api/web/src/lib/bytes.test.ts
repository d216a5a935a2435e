import { expect, test } from 'vitest'
import { bytes } from './bytes'

test.each([
  [1, '1 byte'],
  [999, '999 byte'],
  [1000, '1 kB'],
  [123_456, '123 kB'],
  [1_000_000, '1 MB'],
  [10_485_760, '10.5 MB'],
])('%i', (size, want) => {
  expect(bytes(size, 'en')).toBe(want)
})

test('in another language', () => {
  expect(bytes(10_485_760, 'de')).toBe('10,5 MB')
})
