import { HoursField } from '@/ui/HoursField'
import { Panel } from '@/ui/Panel'
import { ZoneField } from '@/ui/ZoneField'
import { useWords } from '@/words'
import { Holidays } from './Holidays'
import type { Draft, Part } from './rules'

interface CalendarPanelProps {
  draft: Draft
  errorOf: (part: Part) => string | undefined
  onChange: (change: Partial<Draft>) => void
}

/** When the desk works. */
export function CalendarPanel({ draft, errorOf, onChange }: CalendarPanelProps) {
  const { routing: w } = useWords()
  return (
    <Panel title={w.calendar}>
      <p className="text-quiet mb-3 text-sm">{w.leads.calendar}</p>
      <div className="flex flex-col gap-5">
        <HoursField label={w.business} hours={draft.business} error={errorOf('business')} onChange={(business) => onChange({ business })} />
        <ZoneField label={w.timeZone} none="UTC" value={draft.timeZone} error={errorOf('timeZone')} onChange={(timeZone) => onChange({ timeZone })} />
        <Holidays days={draft.holidays} error={errorOf('holidays')} onChange={(holidays) => onChange({ holidays })} />
      </div>
    </Panel>
  )
}
