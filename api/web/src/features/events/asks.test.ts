import { expect, test } from 'vitest'
import type { DeskEvent } from '@/api/types'
import { de } from '@/words/de'
import { asks } from './asks'

test.each<[string, DeskEvent['name'], string]>([
  ['an event', 'user/digest', 'Tägliche Mail senden'],
  ['one of a newer server', 'ticket/newer' as DeskEvent['name'], 'ticket/newer'],
])('what %s asks for', (_, name, want) => {
  expect(asks({ name }, de)).toBe(want)
})
