import type { components } from '@/api/schema'
import { HoursField } from '@/ui/HoursField'
import { useWords } from '@/words'

type Hours = components['schemas']['Hours']

const anyTime: Hours = { days: [], start: 0, end: 0 }
const officeHours: Hours = { days: [1, 2, 3, 4, 5], start: 9 * 60, end: 17 * 60 }
const everyDay = [0, 1, 2, 3, 4, 5, 6]

const isAnyTime = (h: Hours): boolean => h.days.length === 0 && h.start === h.end

/** When somebody works, if they keep hours at all. */
export function WorkingHours({ hours, error, onChange }: { hours: Hours; error?: string | undefined; onChange: (hours: Hours) => void }) {
  const { people: w } = useWords()
  const keeps = !isAnyTime(hours)
  return (
    <div className="flex flex-col gap-3">
      <label className="flex cursor-pointer items-center gap-3 text-sm">
        <input type="checkbox" className="toggle toggle-primary toggle-sm" checked={keeps} onChange={(e) => onChange(e.target.checked ? officeHours : anyTime)} />
        {w.keepsHours}
      </label>
      {/* Without any day the hours would mean every day: the last one stays. */}
      {keeps && <HoursField label={w.hours} hours={hours.days.length === 0 ? { ...hours, days: everyDay } : hours} error={error} onChange={(next) => next.days.length > 0 && onChange(next)} />}
    </div>
  )
}
