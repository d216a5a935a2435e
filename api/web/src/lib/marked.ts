export interface Part {
  text: string
  hit: boolean
}

const escape = (s: string): string => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Splits a text into the words that a search has found, as they are spelled in it, and the rest. */
export function marked(text: string, words: readonly string[]): Part[] {
  if (words.length === 0) return [{ text, hit: false }]
  const longestFirst = [...words].sort((a, b) => b.length - a.length).map(escape)
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(${longestFirst.join('|')})(?![\\p{L}\\p{N}])`, 'gu')
  return text.split(pattern).map((part, i) => ({ text: part, hit: i % 2 === 1 })).filter((p) => p.text !== '')
}
