import { expect, test } from 'vitest'
import { safeReturn } from './urls'

test.each(['/', '/tickets/7?from=mail#reply', '/queue?q=a%2Fb&status=open'])('who logs in goes on to %s', (to) => {
  expect(safeReturn(to)).toBe(to)
})

test.each([null, '', 'queue', 'https://evil.test/', '//evil.test', '/\\evil.test', '/\t/evil.test', '/.//evil.test', '/../..//evil.test', 'javascript:alert(1)'])(
  'who logs in is not led to %j',
  (to) => {
    expect(safeReturn(to)).toBe('/')
  },
)
