import { useWords } from '@/words'
import { periods, since, usualPeriod } from './figures'

interface RangeFieldProps {
  params: URLSearchParams
  today: string
  onChange: (params: Record<string, string>) => void
}

/** The days to look at: so many up to today, or from one to another. */
export function RangeField({ params, today, onChange }: RangeFieldProps) {
  const { insight: w } = useWords()
  const [from, to] = [params.get('from'), params.get('to')]
  const own = from !== null && to !== null
  const days = periods.find((p) => String(p) === params.get('days')) ?? usualPeriod
  const day = (label: string, value: string, set: (value: string) => void) => (
    <input type="date" aria-label={label} className="input input-sm w-36" value={value} onChange={(e) => e.target.value !== '' && set(e.target.value)} />
  )
  return (
    <div className="flex flex-wrap items-center gap-2 text-sm">
      <label className="flex items-center gap-2">
        {w.range}
        <select
          aria-label={w.range}
          className="select select-sm w-auto pe-8"
          value={own ? 'own' : days}
          onChange={(e) => onChange(e.target.value === 'own' ? { from: since(days, today), to: today } : { days: e.target.value })}
        >
          {periods.map((p) => (
            <option key={p} value={p}>{w.days(p)}</option>
          ))}
          <option value="own">{w.own}</option>
        </select>
      </label>
      {own && (
        <>
          {day(w.first, from, (value) => onChange({ from: value, to: to < value ? value : to }))}
          {day(w.last, to, (value) => onChange({ from: from > value ? value : from, to: value }))}
        </>
      )}
    </div>
  )
}
