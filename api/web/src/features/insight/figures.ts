import { dayAfter, isDay } from '@/lib/time'
import type { Language, Words } from '@/words'
import type { Insight } from './queries'

/** Where a spreadsheet may see a formula begin, as in the desk's own files: api/csv.go says why within a cell too. */
const formula = /(?<=^|[;\r\n])(?=[=+\-@\t\r＝＋－＠])/g

/** Rows as a file that spreadsheets open. A text that could be taken for a formula is kept from being one. */
export function toCsv(rows: readonly (readonly [string, ...(number | null)[]])[]): string {
  const cell = (text: string): string => `"${text.replace(formula, "'").replaceAll('"', '""')}"`
  return rows.map(([name, ...counts]) => `${[cell(name), ...counts.map((c) => c ?? '')].join(',')}\r\n`).join('')
}

const day = 86_400_000

/** The day on which a period of so many days, up to today, begins. */
export const since = (days: number, today: string): string => new Date(Date.parse(today) - (days - 1) * day).toISOString().slice(0, 10)

/** Days as the API takes them: to is the day after the last. */
export interface Range {
  from: string
  to?: string
}

export const periods = [7, 30, 90, 365] as const
export const usualPeriod = 30

/** The days that an address asks for: the first and last one, else so many up to today. */
export function rangeOf(params: URLSearchParams, today: string): Range {
  const [first, last] = [params.get('from') ?? '', params.get('to') ?? '']
  if (isDay(first) && isDay(last)) return { from: first, to: dayAfter(last) }
  return { from: since(periods.find((p) => String(p) === params.get('days')) ?? usualPeriod, today) }
}

/** What stood of each field that anything was proposed for, with its share. Nothing of nothing is no share. */
export const judged = <A extends { proposed: number; accepted: number }>(list: readonly A[]): (A & { percent: number })[] =>
  list.filter((a) => a.proposed > 0).map((a) => ({ ...a, percent: Math.round((100 * a.accepted) / a.proposed) }))

/** How long one ticket took to be read, unless that is nothing, and what all of them cost. */
export function effort({ p50Millis, tokensIn, tokensOut }: Pick<Insight['readings'][number], 'p50Millis' | 'tokensIn' | 'tokensOut'>, language: Language, { insight: w }: Words): string {
  const number = new Intl.NumberFormat(language)
  const seconds = new Intl.NumberFormat(language, { style: 'unit', unit: 'second', maximumSignificantDigits: 2 })
  return [
    ...(p50Millis < 50 ? [] : [w.each(seconds.format(p50Millis / 1000))]),
    ...(tokensIn + tokensOut === 0 ? [] : [w.tokens(number.format(tokensIn), number.format(tokensOut))]),
  ].join(', ')
}
