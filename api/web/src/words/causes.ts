import type { Cause } from '@/api/types'

/** What every cause says: what it means, then what to do. */
export type Causes = Record<Cause, string>

/** What a cause means, in the language of the words; null for one that is not known, as of a newer server. */
export function meaning(cause: Cause | null, causes: Causes): string | null {
  const known: Readonly<Partial<Record<string, string>>> = causes
  return cause === null ? null : (known[cause] ?? null)
}
