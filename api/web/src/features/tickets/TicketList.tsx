import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useLocation } from 'react-router'
import { useWords } from '@/words'
import { TicketRow } from './TicketRow'
import { type Place, leave, placeOf } from './place'
import type { Row } from './row'

interface TicketListProps {
  tickets: readonly Row[]
  total: number | undefined
  active: number // index of the row with the focus, -1 for none
  ticked: ReadonlySet<number>
  onTick: (number: number) => void
  onFocus: (number: number) => void
  onEnd: () => void
}

/** A list of any length: only the rows in sight are in the page, and the one with the focus. */
export function TicketList({ tickets, total, active, ticked, onTick, onFocus, onEnd }: TicketListProps) {
  const { list } = useWords()
  const box = useRef<HTMLUListElement>(null)
  const [offset, setOffset] = useState(0)
  const visit = useLocation().key
  const [left] = useState(() => placeOf(visit))
  useLayoutEffect(() => setOffset(box.current?.offsetTop ?? 0), [])
  const rows = useWindowVirtualizer({
    count: tickets.length,
    estimateSize: () => 61,
    overscan: 8,
    scrollMargin: offset,
    initialOffset: left?.offset ?? 0,
    initialMeasurementsCache: left?.sizes ?? [],
    getItemKey: (i) => tickets[i]?.number ?? i,
    rangeExtractor: (range) => [...new Set([...defaultRangeExtractor(range), ...(active >= 0 ? [active] : [])])].sort((a, b) => a - b),
  })
  useReturn(left, active, () => leave(visit, { offset: rows.scrollOffset ?? 0, sizes: rows.measurementsCache, active: tickets[active]?.number ?? -1 }))
  const visible = rows.getVirtualItems()
  const last = visible.at(-1)?.index ?? 0
  useEffect(() => {
    if (last >= tickets.length - 15) onEnd()
  }, [last, tickets.length, onEnd])
  return (
    <ul ref={box} aria-label={list.tickets} className="panel relative overflow-hidden" style={{ height: rows.getTotalSize() }}>
      {visible.map((row) => {
        const ticket = tickets[row.index]
        return (
          ticket !== undefined && (
            <li
              key={row.key}
              ref={rows.measureElement}
              data-index={row.index}
              aria-posinset={row.index + 1}
              aria-setsize={total ?? -1}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${row.start - offset}px)` }}
            >
              <TicketRow ticket={ticket} ticked={ticked.has(ticket.number)} onTick={onTick} onFocus={onFocus} />
            </li>
          )
        )
      })}
    </ul>
  )
}

/** Goes back to where the list was left, and remembers where it is left again. */
function useReturn(left: Place | undefined, active: number, remember: () => void): void {
  const latest = useRef(remember)
  useLayoutEffect(() => {
    latest.current = remember
  })
  useLayoutEffect(() => {
    if (left !== undefined) {
      window.scrollTo(0, left.offset)
      focusRow(active)
    }
    return () => latest.current()
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, on arrival
  }, [])
}

/** Moves the focus to a row, which brings it into sight. */
export function focusRow(index: number): void {
  document.querySelector<HTMLElement>(`[data-index="${index}"] a`)?.focus()
}
