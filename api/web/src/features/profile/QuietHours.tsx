import type { Preferences } from '@/api/types'
import { fromClock, toClock } from '@/lib/time'
import { useWords } from '@/words'

type Hours = Preferences['quiet']

const night: Hours = { days: [], start: 22 * 60, end: 7 * 60 }

export function QuietHours({ quiet, onChange }: { quiet: Hours; onChange: (quiet: Hours) => void }) {
  const { profile: w } = useWords()
  const on = quiet.start !== quiet.end
  const field = (label: string, key: 'start' | 'end') => (
    <label className="flex items-center gap-2 text-sm">
      {label}
      <input type="time" className="input input-sm w-28" value={toClock(quiet[key])} onChange={(e) => e.target.value !== '' && onChange({ ...quiet, [key]: fromClock(e.target.value) })} />
    </label>
  )
  return (
    <fieldset className="mt-3">
      <legend className="sr-only">{w.quiet}</legend>
      <label className="flex cursor-pointer items-center gap-3">
        <input type="checkbox" className="toggle toggle-primary toggle-sm" checked={on} onChange={(e) => onChange(e.target.checked ? night : { days: [], start: 0, end: 0 })} />
        {w.quietOn}
      </label>
      {on && (
        <div className="mt-2 flex flex-wrap items-center gap-4 ps-11">
          {field(w.from, 'start')}
          {field(w.to, 'end')}
          <span className="text-quiet text-xs">{w.quietHint}</span>
        </div>
      )}
    </fieldset>
  )
}
