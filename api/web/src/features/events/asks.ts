import type { DeskEvent } from '@/api/types'
import type { Words } from '@/words'

/** What an event asks for; its own name when it is one of a newer server. */
export function asks({ name }: Pick<DeskEvent, 'name'>, { events }: Words): string {
  const known: Readonly<Partial<Record<string, string>>> = events.names
  return known[name] ?? name
}
