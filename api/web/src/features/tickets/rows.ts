import type { Row } from './row'

/** One answer to the question for a list. */
export interface TicketPage {
  tickets: Row[] // empty once they have been let go
  size: number // how many they are, or were
  next: string | null
  at: number // when the first page was asked for: what is overdue is so on every page
}

/** The rows of a list of any length, of which some may have been let go. */
export interface Rows {
  count: number
  /** The row at a place; undefined when it has been let go. */
  at: (place: number) => Row | undefined
  /** The place of a ticket, -1 when it is not among the rows that are held. */
  placeOf: (number: number) => number
  /** The page that holds a place. */
  pageOf: (place: number) => number
  held: () => Row[]
}

export function rowsOf(pages: readonly TicketPage[]): Rows {
  const starts: number[] = []
  let count = 0
  for (const p of pages) {
    starts.push(count)
    count += p.size
  }
  const pageOf = (place: number): number => {
    let [low, high] = [0, Math.max(starts.length - 1, 0)]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((starts[middle] ?? 0) <= place) low = middle
      else high = middle - 1
    }
    return low
  }
  return {
    count,
    pageOf,
    at: (place) => {
      const page = pageOf(place)
      return pages[page]?.tickets[place - (starts[page] ?? 0)]
    },
    placeOf: (number) => {
      for (const [i, p] of pages.entries()) {
        const at = p.tickets.findIndex((t) => t.number === number)
        if (at >= 0) return (starts[i] ?? 0) + at
      }
      return -1
    },
    held: () => pages.flatMap((p) => p.tickets),
  }
}

/** What of a list is looked at: places in it, and tickets that are being worked with. */
export interface Sight {
  from: number // pages
  to: number
  held: ReadonlySet<number> // tickets whose rows must stay
}

const margin = 2 // pages held before and after those in sight
const far = 5 // pages further away than this are let go

const isGone = (p: TicketPage): boolean => p.size > 0 && p.tickets.length === 0

/** The pages to read again: those in sight or nearly so that have been let go. */
export const missing = (pages: readonly TicketPage[], { from, to }: Sight): number[] =>
  pages.flatMap((p, i) => (isGone(p) && i >= from - margin && i <= to + margin ? [i] : []))

/** The pages without the rows of those far from sight; the same pages when none are. */
export function letGo(pages: TicketPage[], { from, to, held }: Sight): TicketPage[] {
  const goes = (p: TicketPage, i: number): boolean => p.tickets.length > 0 && (i < from - far || i > to + far) && !p.tickets.some((t) => held.has(t.number))
  return pages.some(goes) ? pages.map((p, i) => (goes(p, i) ? { ...p, tickets: [] } : p)) : pages
}

/**
 * The pages with the rows of one that had been let go. The list may have changed
 * meanwhile: no ticket stands in it twice, and no row moves those after it down.
 */
export function putBack(pages: TicketPage[], index: number, tickets: readonly Row[]): TicketPage[] {
  const others = new Set(pages.flatMap((p, i) => (i === index ? [] : p.tickets.map((t) => t.number))))
  return pages.map((p, i) => {
    if (i !== index || !isGone(p)) return p
    const fresh = tickets.filter((t) => !others.has(t.number)).slice(0, p.size)
    return { ...p, tickets: fresh, size: fresh.length }
  })
}
