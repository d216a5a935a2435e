import { useId } from 'react'
import type { components } from '@/api/schema'
import { fromClock, toClock } from '@/lib/time'
import { useLanguage, useWords } from '@/words'

type Hours = components['schemas']['Hours']

const week = [1, 2, 3, 4, 5, 6, 0] // from Monday

/** The day's name; 7 January 2024 was a Sunday. */
const dayName = (day: number, language: string): string => new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 7 + day))

interface HoursFieldProps {
  label: string
  hours: Hours
  error?: string | undefined
  onChange: (hours: Hours) => void
}

/** The days of a week and the hours in which somebody works. */
export function HoursField({ label, hours, error, onChange }: HoursFieldProps) {
  const { hours: w } = useWords()
  const language = useLanguage()
  const id = useId()
  const time = (name: string, key: 'start' | 'end') => (
    <label className="flex items-center gap-2 text-sm">
      {name}
      <input
        type="time"
        className="input input-sm w-28"
        value={toClock(hours[key])}
        onChange={(e) => e.target.value !== '' && onChange({ ...hours, [key]: key === 'end' && e.target.value === '00:00' ? 1440 : fromClock(e.target.value) })}
      />
    </label>
  )
  return (
    <fieldset aria-describedby={error === undefined ? undefined : id} className="flex flex-col gap-3">
      <legend className="mb-1 text-sm font-medium">{label}</legend>
      <div className="flex flex-wrap gap-x-4 gap-y-2">
        {week.map((day) => (
          <label key={day} className="flex min-h-6 cursor-pointer items-center gap-2 text-sm">
            <input
              type="checkbox"
              className="checkbox checkbox-sm"
              checked={hours.days.includes(day)}
              onChange={(e) => onChange({ ...hours, days: (e.target.checked ? [...hours.days, day] : hours.days.filter((d) => d !== day)).sort((a, b) => a - b) })}
            />
            {dayName(day, language)}
          </label>
        ))}
      </div>
      {error !== undefined && <p id={id} role="alert" className="text-error text-sm">{error}</p>}
      <div className="flex flex-wrap items-center gap-4">
        {time(w.from, 'start')}
        {time(w.to, 'end')}
        {hours.end <= hours.start && <span className="text-quiet text-sm">{w.overnight}</span>}
      </div>
    </fieldset>
  )
}

/** Hours in words: Mon, Tue 09:00–17:00. */
export function hoursInWords(hours: Hours, language: string): string {
  const days = week.filter((d) => hours.days.includes(d)).map((d) => dayName(d, language))
  return `${days.join(', ')} ${toClock(hours.start)}–${toClock(hours.end)}`.trim()
}
