import { flushSync } from 'react-dom'
import { useNavigate } from 'react-router'
import { useCommands } from '@/features/commands/commands'
import { urls } from '@/urls'
import { useWords } from '@/words'
import { searchId } from './FilterBar'
import { focusRow } from './TicketList'
import { writeOnArrival } from './composing'
import type { Row } from './row'
import type { Rows } from './rows'
import { type Worded, useVerb } from './useVerb'

export interface Asking {
  ticket: Row
  verb: Worded
}

interface Queue {
  rows: Rows
  index: number
  setActive: (number: number) => void
  tick: (number: number) => void
  ask: (asking: Asking) => void
}

/** The queue by keyboard. Letters act on the row with the focus. */
export function useQueueCommands({ rows, index, setActive, tick, ask }: Queue): void {
  const { keys, verb } = useWords()
  const navigate = useNavigate()
  const act = useVerb()
  const move = (by: number): void => {
    const to = Math.min(Math.max(index + by, 0), rows.count - 1)
    const ticket = rows.at(to)
    if (ticket === undefined) return
    flushSync(() => setActive(ticket.number)) // it may have to be drawn first
    focusRow(to)
  }
  const here = (work: (ticket: Row) => void) => (): void => {
    const ticket = rows.at(index)
    if (ticket !== undefined) work(ticket)
  }
  const open = ({ number }: Row): void => void navigate(urls.ticket(number))
  const group = keys.list
  useCommands([
    { id: 'down', label: keys.down, group, keys: 'j', run: () => move(1) },
    { id: 'up', label: keys.up, group, keys: 'k', run: () => move(-1) },
    { id: 'open', label: keys.open, group, keys: 'Enter', run: here(open) },
    { id: 'claim', label: verb.claim, group, keys: 'c', run: here(({ number }) => act.mutate({ number, verb: 'claim' })) },
    {
      id: 'reply', label: verb.reply, group, keys: 'r',
      run: here((ticket) => {
        writeOnArrival.write(true)
        open(ticket)
      }),
    },
    { id: 'resolve', label: verb.resolve, group, keys: 'e', run: here((ticket) => ask({ ticket, verb: 'resolve' })) },
    { id: 'decline', label: verb.decline, group, keys: 'd', run: here((ticket) => ask({ ticket, verb: 'decline' })) },
    { id: 'select', label: keys.select, group, keys: 'x', run: here(({ number }) => tick(number)) },
    { id: 'search', label: keys.search, group, keys: '/', run: () => document.getElementById(searchId)?.focus() },
  ])
}
