/** Rows as a file that spreadsheets open. A text that could be taken for a formula is kept from being one. */
export function toCsv(rows: readonly (readonly [string, ...(number | null)[]])[]): string {
  const cell = (text: string): string => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
  return rows.map(([name, ...counts]) => `${[cell(name), ...counts.map((c) => c ?? '')].join(',')}\r\n`).join('')
}

const day = 86_400_000

/** The day on which a period of so many days, up to today, begins (UTC, as the desk counts). */
export const since = (days: number, now: number): string => new Date(now - (days - 1) * day).toISOString().slice(0, 10)
