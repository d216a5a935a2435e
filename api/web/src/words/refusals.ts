import type { components } from '@/api/schema'

type Code = components['schemas']['Error']['error']['code']
export type Reason = components['schemas']['Reason']

/** Codes under which the server says what it has no reason for: there its sentence is the best there is. */
type Particular = 'invalid' | 'conflict'

/**
 * What the desk says when it refuses, in a language other than the server's:
 * for every reason, with {1}, {2}… for what its sentence names, and in general.
 */
export type Refusals = Record<Reason | Exclude<Code, Particular>, string>

export interface Refused {
  code: string
  reason?: Reason | undefined
  args?: readonly string[] | undefined
  message: string
}

/** The sentence in the language of the refusals; the server's own where they have none. */
export function refused({ code, reason, args = [], message }: Refused, refusals: Refusals | null): string {
  if (refusals === null) return message
  const known: Readonly<Record<string, string>> = refusals
  const sentence = (reason !== undefined ? known[reason] : undefined) ?? (reason === undefined ? known[code] : undefined)
  return sentence?.replace(/\{(\d)\}/g, (_, n: string) => args[Number(n) - 1] ?? '') ?? message
}
