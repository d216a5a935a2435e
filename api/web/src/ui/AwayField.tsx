import { useId, useRef, useState } from 'react'
import type { components } from '@/api/schema'
import { midnight, stretch } from '@/lib/time'
import { useLanguage, useWords } from '@/words'

type Span = components['schemas']['Span']

interface AwayFieldProps {
  away: readonly Span[]
  zone: string // whose days they are; empty for the browser's
  error?: string | undefined
  onChange: (away: Span[]) => void
}

const day = 86_400_000

/** Days on which somebody gets no new tickets. */
export function AwayField({ away, zone, error, onChange }: AwayFieldProps) {
  const { profile: w, ticket } = useWords()
  const language = useLanguage()
  const id = useId()
  const [first, setFirst] = useState('')
  const [last, setLast] = useState('')
  const [wrong, setWrong] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const add = (): void => {
    const bad = first === '' || last === '' || last < first
    setWrong(bad)
    if (bad) return
    // The day after the last is found from its noon, since days differ in length.
    const next = new Date(Date.parse(`${last}T12:00:00Z`) + day).toISOString().slice(0, 10)
    onChange([...away, { from: midnight(first, zone).toISOString(), to: midnight(next, zone).toISOString() }].sort((a, b) => a.from.localeCompare(b.from)))
    setFirst('')
    setLast('')
  }
  const remove = (span: Span): void => {
    onChange(away.filter((s) => s !== span))
    box.current?.querySelector('input')?.focus() // the cross that had the focus is gone
  }
  const said = wrong ? w.awayWrong : error
  const field = (label: string, value: string, set: (value: string) => void) => (
    <label className="flex flex-col gap-1 text-sm">
      {label}
      <input type="date" className="input input-sm w-36" value={value} aria-invalid={wrong ? true : undefined} aria-describedby={said === undefined ? undefined : id} onChange={(e) => set(e.target.value)} />
    </label>
  )
  return (
    <div ref={box} className="flex flex-col gap-2">
      {away.length > 0 && (
        <ul className="flex flex-col gap-1">
          {away.map((span) => (
            <li key={span.from} className="flex items-center gap-2 text-sm">
              {stretch(span, language, zone)}
              <button type="button" className="btn btn-ghost btn-xs btn-square" aria-label={ticket.remove(stretch(span, language, zone))} onClick={() => remove(span)}>×</button>
            </li>
          ))}
        </ul>
      )}
      <div className="flex flex-wrap items-end gap-3">
        {field(w.firstDay, first, setFirst)}
        {field(w.lastDay, last, setLast)}
        <button type="button" className="btn btn-sm" onClick={add}>{w.addAway}</button>
      </div>
      {said !== undefined && <p id={id} role="alert" className="text-error text-sm">{said}</p>}
    </div>
  )
}
