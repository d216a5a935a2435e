import { expect, test } from 'vitest'
import { marked } from './marked'

const shown = (text: string, words: string[]): string => marked(text, words).map((p) => (p.hit ? `[${p.text}]` : p.text)).join('')

test.each<[string, string, string[], string]>([
  ['nothing searched for', 'VPN drops', [], 'VPN drops'],
  ['a word wherever it stands', 'VPN: the VPN drops', ['VPN'], '[VPN]: the [VPN] drops'],
  ['spellings as they are found', 'Vpn or VPN', ['VPN'], 'Vpn or [VPN]'],
  ['no part of a word', 'Printing in print', ['print'], 'Printing in [print]'],
  ['signs that mean something in a pattern', 'C++ and C', ['C++'], '[C++] and C'],
  ['the longer of two', 'C++ and C', ['C', 'C++'], '[C++] and [C]'],
  ['several words', 'VPN drops again', ['drops', 'VPN'], '[VPN] [drops] again'],
  ['letters with marks', 'über Nacht', ['über'], '[über] Nacht'],
])('%s', (_, text, words, want) => {
  expect(shown(text, words)).toBe(want)
})
