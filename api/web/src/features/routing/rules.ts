import type { components } from '@/api/schema'
import type { Priority } from '@/api/types'

export type Rules = components['schemas']['RoutingRules']
export type Hours = components['schemas']['Hours']

export const priorities: readonly Priority[] = ['high', 'medium', 'low']
export type LengthPart = `${'patience' | 'due'}.${Priority}`

export const steps = ['declined', 'unattended', 'overdue'] as const
export type Step = (typeof steps)[number]
export type LeadPart = `leads.${Step}`

/** The rules as the form holds them. Lengths are seconds, NaN while what is typed is no number; leads are ids, empty for any admin. */
export type Draft = Record<LengthPart, number> & Record<LeadPart, string> & { business: Hours; timeZone: string; holidays: readonly string[] }
export type Part = keyof Draft

const longest = 2160 * 3600

const sizes: Record<string, number> = { h: 3600, m: 60, s: 1 }

/** How many seconds a length like 4h30m0s has. */
export const secondsOf = (length: string): number => [...length.matchAll(/([\d.]+)([hms])/g)].reduce((sum, [, n, unit]) => sum + Number(n) * (sizes[unit ?? ''] ?? 0), 0)

const everyDay = [0, 1, 2, 3, 4, 5, 6]

export function draftOf(r: Rules): Draft {
  const length = (of: Rules['due'], p: Priority): number => secondsOf(of[p] ?? '0s')
  return {
    'patience.high': length(r.patience, 'high'), 'patience.medium': length(r.patience, 'medium'), 'patience.low': length(r.patience, 'low'),
    'due.high': length(r.due, 'high'), 'due.medium': length(r.due, 'medium'), 'due.low': length(r.due, 'low'),
    business: { ...r.business, days: r.business.days.length === 0 ? everyDay : r.business.days },
    timeZone: r.timeZone,
    holidays: r.holidays,
    'leads.declined': r.leads.declined ?? '', 'leads.unattended': r.leads.unattended ?? '', 'leads.overdue': r.leads.overdue ?? '',
  }
}

export function rulesOf(d: Draft): Omit<Rules, 'version'> {
  const lengths = (of: 'patience' | 'due'): Rules['due'] => Object.fromEntries(priorities.map((p) => [p, `${Math.round(d[`${of}.${p}`])}s`]))
  const named = steps.filter((s) => d[`leads.${s}`] !== '')
  return {
    patience: lengths('patience'), due: lengths('due'), business: d.business, timeZone: d.timeZone, holidays: [...d.holidays],
    leads: Object.fromEntries(named.map((s) => [s, d[`leads.${s}`]])),
  }
}

export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** A draft, and the rules it began with. */
export interface Edit {
  base: Rules
  draft: Draft
}

/** An edit as a text, empty for one that changes nothing. */
export const kept = (edit: Edit): string => (same(edit.draft, draftOf(edit.base)) ? '' : JSON.stringify(edit))

/** The edit that a text was made of; what was no number, and so is null there, is as it was before. */
export function editOf(text: string): Edit | null {
  if (text === '') return null
  const { base, draft } = JSON.parse(text, (_, value: unknown) => value ?? undefined) as Edit
  return { base, draft: { ...draftOf(base), ...draft } }
}

const parts = (d: Draft): Part[] => Object.keys(d) as Part[]

/** What is wrong with each part. */
export function wrongParts(d: Draft): Partial<Record<Part, 'length' | 'days'>> {
  const lengths = priorities.flatMap((p) => [`patience.${p}`, `due.${p}`] as const)
  const wrong: Partial<Record<Part, 'length' | 'days'>> = {}
  for (const part of lengths) if (!(d[part] >= 0 && d[part] <= longest)) wrong[part] = 'length'
  if (d.business.days.length === 0) wrong.business = 'days'
  return wrong
}

/**
 * What becomes of a change that was made to older rules: what only one side has
 * touched is taken; parts that both set to something different are clashes, and
 * hold mine.
 */
export function settle(base: Draft, mine: Draft, theirs: Draft): { merged: Draft; clashes: Part[] } {
  const merged = { ...mine }
  const clashes: Part[] = []
  for (const part of parts(base)) {
    if (same(mine[part], base[part])) Object.assign(merged, { [part]: theirs[part] })
    else if (!same(theirs[part], base[part]) && !same(theirs[part], mine[part])) clashes.push(part)
  }
  return { merged, clashes }
}
