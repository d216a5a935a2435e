import { expect, test, vi } from 'vitest'
import { say, toasts } from './toast'

test('what is said again stands once, unless each can be undone', () => {
  vi.useFakeTimers()
  const action = { label: 'Undo', run: () => undefined }
  say('3 tickets changed.', { action })
  say('3 tickets changed.', { action })
  say('Saved.')
  say('Saved.')
  expect(toasts.read().map((t) => t.text)).toEqual(['3 tickets changed.', '3 tickets changed.', 'Saved.'])
  vi.runAllTimers()
  expect(toasts.read()).toEqual([])
})
