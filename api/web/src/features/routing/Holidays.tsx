import { useRef, useState } from 'react'
import { date } from '@/lib/time'
import { Field } from '@/ui/Field'
import { useLanguage, useWords } from '@/words'

interface HolidaysProps {
  days: readonly string[] // like 2026-12-25
  error?: string | undefined
  onChange: (days: string[]) => void
}

/** Days on which no working time passes. */
export function Holidays({ days, error, onChange }: HolidaysProps) {
  const { routing: w, ticket } = useWords()
  const language = useLanguage()
  const [day, setDay] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const remove = (gone: string): void => {
    onChange(days.filter((d) => d !== gone))
    field.current?.focus() // the cross that had the focus is gone
  }
  const add = (): void => {
    if (day === '') return
    onChange([...new Set([...days, day])].sort())
    setDay('')
  }
  return (
    <div className="flex flex-col gap-2">
      <Field label={w.holiday} hint={w.holidayHint} error={error}>
        {(aria) => (
          <div className="flex flex-wrap gap-2">
            <input
              {...aria}
              ref={field}
              type="date"
              className="input w-44"
              value={day}
              onChange={(e) => setDay(e.target.value)}
              onKeyDown={(e) => {
                if (e.key !== 'Enter') return
                e.preventDefault() // adds the day, and does not send the form
                add()
              }}
            />
            <button type="button" className="btn" onClick={add}>{w.addHoliday}</button>
          </div>
        )}
      </Field>
      {days.length === 0 ? (
        <p className="text-quiet text-sm">{w.noHolidays}</p>
      ) : (
        <ul className="grid gap-x-6 sm:grid-cols-2" aria-label={w.holidays}>
          {days.map((d) => (
            <li key={d} className="border-base-300 flex items-center gap-2 border-b py-1 text-sm">
              <span className="grow">{date(d, language)}</span>
              <button type="button" className="btn btn-ghost btn-xs btn-square" aria-label={ticket.remove(date(d, language))} onClick={() => remove(d)}>×</button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
