/** A value and what it is called. */
export type Choice = readonly [value: string, text: string]

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** What can be chosen once something is typed: the fixed choices that fit it, then the people that the desk has found. */
export function choicesFor(typed: string, fixed: readonly Choice[], people: readonly Choice[]): Choice[] {
  const words = fold(typed).split(/\s+/)
  return [...fixed.filter(([, text]) => words.every((word) => fold(text).includes(word))), ...people]
}
