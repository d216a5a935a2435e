export interface Part {
  text: string
  hit: boolean
}

const escape = (s: string): string => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Splits a text into what was searched for and the rest. Words match from their beginning, whatever the case. */
export function marked(text: string, q: string): Part[] {
  const wanted = q.split(/\s+/).filter((w) => w !== '').map(escape)
  if (wanted.length === 0) return [{ text, hit: false }]
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(${wanted.join('|')})`, 'giu')
  return text.split(pattern).map((part, i) => ({ text: part, hit: i % 2 === 1 })).filter((p) => p.text !== '')
}
