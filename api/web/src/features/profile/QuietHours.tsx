import { useId, useState } from 'react'
import type { Preferences } from '@/api/types'
import { fromClock, toClock } from '@/lib/time'
import { useWords } from '@/words'

type Hours = Preferences['quiet']

const night: Hours = { days: [], start: 22 * 60, end: 7 * 60 }
const none: Hours = { days: [], start: 0, end: 0 }

const isNone = ({ start, end }: Hours): boolean => start === end

export function QuietHours({ quiet, onChange }: { quiet: Hours; onChange: (quiet: Hours) => void }) {
  const { profile: w } = useWords()
  const id = useId()
  const [alike, setAlike] = useState<Hours | null>(null) // both ends the same, as on the way to another time: to save it would switch them off
  const shown = alike ?? quiet
  const set = (next: Hours): void => {
    setAlike(isNone(next) ? next : null)
    if (!isNone(next)) onChange(next)
  }
  const turn = (on: boolean): void => {
    setAlike(null)
    onChange(on ? night : none)
  }
  const field = (label: string, key: 'start' | 'end') => (
    <label className="flex items-center gap-2 text-sm">
      {label}
      <input type="time" className="input input-sm w-28" value={toClock(shown[key])} aria-invalid={alike === null ? undefined : true} aria-describedby={id} onChange={(e) => e.target.value !== '' && set({ ...shown, [key]: fromClock(e.target.value) })} />
    </label>
  )
  const on = alike !== null || !isNone(quiet)
  return (
    <fieldset className="mt-3">
      <legend className="sr-only">{w.quiet}</legend>
      <label className="flex cursor-pointer items-center gap-3">
        <input type="checkbox" className="toggle toggle-primary toggle-sm" checked={on} onChange={(e) => turn(e.target.checked)} />
        {w.quietOn}
      </label>
      {on && (
        <div className="mt-2 flex flex-wrap items-center gap-4 ps-11">
          {field(w.from, 'start')}
          {field(w.to, 'end')}
          <span id={id} className={`text-xs ${alike === null ? 'text-quiet' : 'text-error'}`}>{alike === null ? w.quietHint : w.quietAlike}</span>
        </div>
      )}
    </fieldset>
  )
}
