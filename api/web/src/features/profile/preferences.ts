import type { NoticeKind, Platform, Preferences, Role } from '@/api/types'

export const channels = ['slack', 'discord', 'email'] as const satisfies readonly Platform[]

/** What somebody of this role can be told, the most frequent first. */
export function kindsFor(role: Role): NoticeKind[] {
  const asked: NoticeKind[] = ['opened', 'claimed', 'replied', 'resolved']
  if (role === 'user') return asked
  const desk: NoticeKind[] = [...asked, 'assigned', 'reopened', 'nudged', 'overdue']
  return role === 'admin' ? [...desk, 'unrouted', 'escalated'] : desk
}

/** Whether a kind of notice comes over a channel. */
export const isOn = (off: Preferences['off'], kind: NoticeKind, channel: Platform): boolean => !(off[kind] ?? []).includes(channel) && !(off[''] ?? []).includes(channel)

/** The same preferences with some kinds of notice switched on or off for a channel. What was off for all kinds stays off for the others. */
export function toggle(off: Preferences['off'], which: readonly NoticeKind[], channel: Platform, on: boolean, kinds: readonly NoticeKind[]): Preferences['off'] {
  const next: Preferences['off'] = {}
  for (const k of kinds) {
    const isOff = channels.filter((c) => (which.includes(k) && c === channel ? !on : !isOn(off, k, c)))
    if (isOff.length > 0) next[k] = isOff
  }
  return next
}
