import type { VirtualItem } from '@tanstack/react-virtual'

/** Where somebody was in a list when they left it. */
export interface Place {
  offset: number // px from the top of the page
  sizes: VirtualItem[] // of the rows drawn so far
  active: number // the ticket whose row had the focus, -1 for none
}

let last: { visit: string; place: Place } | null = null

/** Remembers the place of one visit, told by the key of its entry in the browser's history. */
export function leave(visit: string, place: Place): void {
  last = { visit, place }
}

/** The place to go back to, when this visit is the one that was left last. */
export const placeOf = (visit: string): Place | undefined => (last?.visit === visit ? last.place : undefined)
