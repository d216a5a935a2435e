import type { Skill } from '@/api/types'

/** What somebody makes of a skill they saw: null before for a new one, null after to remove it. */
export interface Change {
  was: Skill | null
  now: Skill | null
}

const same = (a: Skill, b: Skill): boolean => JSON.stringify([a.name, a.aliases, a.description]) === JSON.stringify([b.name, b.aliases, b.description])

/** The list with the change made; null when the skill is no longer as it was seen. */
export function changed(list: readonly Skill[], { was, now }: Change): Skill[] | null {
  const wanted = now === null ? [] : [now]
  if (was === null) return [...list, ...wanted]
  const at = list.findIndex((s) => s.name === was.name)
  const there = list[at]
  if (there === undefined) return now === null ? [...list] : null
  return same(there, was) ? list.toSpliced(at, 1, ...wanted) : null
}
