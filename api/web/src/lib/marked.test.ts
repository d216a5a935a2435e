import { expect, test } from 'vitest'
import { marked } from './marked'

const shown = (text: string, q: string): string => marked(text, q).map((p) => (p.hit ? `[${p.text}]` : p.text)).join('')

test.each([
  ['nothing searched for', 'VPN drops', '', 'VPN drops'],
  ['a word, whatever its case', 'The VPN drops', 'vpn', 'The [VPN] drops'],
  ['the beginning of a word', 'Printing stops', 'print', '[Print]ing stops'],
  ['not the middle of one', 'JavaScript', 'script', 'JavaScript'],
  ['signs that mean something in a pattern', 'C++ and C', 'c++', '[C++] and C'],
  ['several words', 'VPN drops again', 'drops vpn', '[VPN] [drops] again'],
  ['letters with marks', 'über Nacht', 'über', '[über] Nacht'],
])('%s', (_, text, q, want) => {
  expect(shown(text, q)).toBe(want)
})
