import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useLocation } from 'react-router'
import { useWords } from '@/words'
import { TicketRow } from './TicketRow'
import { type Place, leave, placeOf } from './place'
import type { Rows } from './rows'

interface TicketListProps {
  rows: Rows
  total: number | undefined
  active: number // index of the row with the focus, -1 for none
  ticked: ReadonlySet<number>
  onTick: (number: number) => void
  onFocus: (number: number) => void
  /** The first and the last place that are drawn. */
  onSight: (from: number, to: number) => void
  onEnd: () => void
}

const rowHeight = 57.25 // px, two lines, until it has been measured: a wrong guess moves the list

/** A list of any length: only the rows in sight are in the page, and the one with the focus. */
export function TicketList({ rows, total, active, ticked, onTick, onFocus, onSight, onEnd }: TicketListProps) {
  const { list } = useWords()
  const box = useRef<HTMLUListElement>(null)
  const [offset, setOffset] = useState(0)
  const visit = useLocation().key
  const [left] = useState(() => placeOf(visit))
  useLayoutEffect(() => setOffset(box.current?.offsetTop ?? 0), [])
  const drawn = useWindowVirtualizer({
    count: rows.count,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollMargin: offset,
    initialOffset: left?.offset ?? 0,
    initialRect: { width: window.innerWidth, height: window.innerHeight }, // so that rows are drawn at once
    initialMeasurementsCache: left?.sizes ?? [],
    rangeExtractor: (range) => [...new Set([...defaultRangeExtractor(range), ...(active >= 0 ? [active] : [])])].sort((a, b) => a - b),
  })
  useReturn(left, active, () => leave(visit, { offset: drawn.scrollOffset ?? 0, sizes: drawn.measurementsCache, active: rows.at(active)?.number ?? -1 }))
  const items = drawn.getVirtualItems()
  const { startIndex: first = 0, endIndex: last = 0 } = drawn.range ?? {}
  useEffect(() => {
    onSight(first, last)
    if (last >= rows.count - 15) onEnd()
  }, [first, last, rows, onSight, onEnd])
  return (
    <ul ref={box} aria-label={list.tickets} className="panel relative overflow-hidden" style={{ height: drawn.getTotalSize() }}>
      {items.map((item) => {
        const ticket = rows.at(item.index)
        return (
          <li
            key={ticket?.number ?? `place ${item.index}`}
            ref={drawn.measureElement}
            data-index={item.index}
            aria-posinset={item.index + 1}
            aria-setsize={total ?? -1}
            aria-busy={ticket === undefined}
            className="absolute inset-x-0 top-0"
            style={{ transform: `translateY(${item.start - offset}px)` }}
          >
            {ticket === undefined ? <Awaited height={item.size} /> : <TicketRow ticket={ticket} ticked={ticked.has(ticket.number)} onTick={onTick} onFocus={onFocus} />}
          </li>
        )
      })}
    </ul>
  )
}

/** A row that is being read again, as high as it was. */
function Awaited({ height }: { height: number }) {
  const { app } = useWords()
  return (
    <div className="border-base-300 flex items-center border-b px-3" style={{ height }}>
      <span className="sr-only">{app.loading}</span>
      <div className="skeleton h-4 w-1/2 opacity-60" aria-hidden="true" />
    </div>
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
