export interface Day {
  date: string // 2026-03-01
  count: number
}

const day = 86_400_000

/** The last days up to today (UTC, as tickets are counted), each with its number, the quiet ones too. */
export function fillDays(counts: Readonly<Record<string, number>>, length: number, now: number): Day[] {
  return Array.from({ length }, (_, i) => {
    const date = new Date(now - (length - 1 - i) * day).toISOString().slice(0, 10)
    return { date, count: counts[date] ?? 0 }
  })
}

/** The moment the first of the last days begins. */
export const since = (length: number, now: number): string => `${new Date(now - (length - 1) * day).toISOString().slice(0, 10)}T00:00:00Z`

/** Rows as a file that spreadsheets open. A text that could be taken for a formula is kept from being one. */
export function toCsv(rows: readonly (readonly [string, number])[]): string {
  const cell = (text: string): string => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
  return rows.map(([name, count]) => `${cell(name)},${count}\r\n`).join('')
}
