/** How the reader's region writes the language. */
function localeOf(language: string): string {
  return navigator.languages.find((tag) => tag.startsWith(language)) ?? language
}

/** Keeps what was made of the same words before: a formatter costs far more to make than to use. */
function kept<T>(make: (language: string, zone: string) => T): (language: string, zone?: string) => T {
  const made = new Map<string, T>()
  return (language, zone = '') => {
    const key = `${language} ${zone}`
    const had = made.get(key) ?? make(language, zone)
    made.set(key, had)
    return had
  }
}

/** A zone as formatters take it; an empty one is the browser's, and so is one that this browser does not know. */
const inZone = (zone: string): { timeZone?: string } => (zone !== '' && knows(zone) ? { timeZone: zone } : {})

function knows(zone: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false // newer than the browser, or of a chat's own
  }
}

const relative = kept((language) => new Intl.RelativeTimeFormat(localeOf(language), { numeric: 'auto', style: 'short' }))
const calendar = kept((language, zone) => new Intl.DateTimeFormat(language, { year: 'numeric', month: '2-digit', day: '2-digit', ...inZone(zone) }))
const inFull = kept((language, zone) => new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'medium', timeStyle: 'short', ...inZone(zone) }))

const steps: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600], ['month', 2_629_800], ['day', 86_400], ['hour', 3600], ['minute', 60],
]

/** How long ago or ahead, as people say it: "5 minutes ago", "tomorrow". Days are the calendar's, in the reader's zone. */
export function ago(at: Date, now: Date, language: string, zone: string): string {
  const seconds = (at.getTime() - now.getTime()) / 1000
  const format = relative(language)
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) < size) continue
    return format.format(unit === 'day' ? daysBetween(now, at, zone) : Math.trunc(seconds / size), unit)
  }
  return format.format(0, 'second')
}

const daysBetween = (from: Date, to: Date, zone: string): number => Math.round((Date.parse(dayOf(to, zone)) - Date.parse(dayOf(from, zone))) / 86_400_000)

/** The moment in full, in the reader's zone; an unknown zone means the browser's. */
export function moment(at: Date, language: string, zone: string): string {
  return inFull(language, zone).format(at)
}

/** A stretch of time, as people say it: "5 min", "3 hr". */
export function span(seconds: number, language: string): string {
  const [unit, size] = steps.find(([, s]) => seconds >= s) ?? (['minute', 60] as const)
  return new Intl.NumberFormat(localeOf(language), { style: 'unit', unit, maximumFractionDigits: 0 }).format(Math.max(1, Math.round(seconds / size)))
}

/** A length that somebody set, exactly: "4 hr", "90 min". */
export function length(seconds: number, language: string): string {
  const [unit, size] = seconds > 0 && seconds % 3600 === 0 ? (['hour', 3600] as const) : (['minute', 60] as const)
  return new Intl.NumberFormat(localeOf(language), { style: 'unit', unit }).format(seconds / size)
}

/** A day of the calendar, like 2026-12-25, in full. */
export const date = (day: string, language: string): string =>
  new Intl.DateTimeFormat(localeOf(language), { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(day))

/** Minutes after midnight as a clock shows them, and back. */
export const toClock = (minutes: number): string => `${String(Math.floor(minutes / 60) % 24).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
export const fromClock = (time: string): number => {
  const [h = 0, m = 0] = time.split(':').map(Number)
  return h * 60 + m
}

/** The name of a zone; of the browser's when it is empty or unknown here. */
export const zoneOf = (zone: string): string => inZone(zone).timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone

/** How far a zone's clocks are ahead of UTC at a moment, in milliseconds. */
function ahead(at: number, zone: string): number {
  const format = new Intl.DateTimeFormat('en', { ...inZone(zone), hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' })
  const part = Object.fromEntries(format.formatToParts(at).map((p) => [p.type, Number(p.value)]))
  return Date.UTC(part['year'] ?? 0, (part['month'] ?? 1) - 1, part['day'], part['hour'], part['minute'], part['second']) - at
}

/** The day like 2026-12-25 that it is in a zone; an empty zone is the browser's. */
export const dayOf = (at: Date, zone: string): string => calendar('en-CA', zone).format(at)

/** Whether it is a day like 2026-12-25. */
export const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))

/** The day after a day like 2026-12-25. */
export const dayAfter = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)

/** When a day like 2026-12-25 begins in a zone; an empty zone is the browser's. */
export const midnight = (day: string, zone: string): Date => onClock(`${day}T00:00`, zone)

/** When the clocks of a zone show a time like 2026-12-25T09:30; an empty zone is the browser's. */
export function onClock(time: string, zone: string): Date {
  if (zone === '') return new Date(time)
  const clock = Date.parse(`${time}Z`)
  const guess = clock - ahead(clock, zone) // right unless the clocks change in between
  return new Date(clock - ahead(guess, zone))
}

/** A stretch of time: its days when it is made of whole ones, else its moments. */
export function stretch(span: { from: string; to: string }, language: string, zone: string): string {
  const [from, to] = [new Date(span.from), new Date(span.to)]
  const time = new Intl.DateTimeFormat('en', { ...inZone(zone), hourCycle: 'h23', timeStyle: 'medium' })
  const whole = [from, to].every((at) => time.format(at) === '00:00:00')
  const format = new Intl.DateTimeFormat(localeOf(language), { ...inZone(zone), dateStyle: 'medium', ...(!whole && { timeStyle: 'short' }) })
  return format.formatRange(from, whole ? new Date(to.getTime() - 1) : to)
}
