import { useQuery } from '@tanstack/react-query'
import { moderatorsQuery } from '@/features/people/queries'
import { Field } from '@/ui/Field'
import { Panel } from '@/ui/Panel'
import { useWords } from '@/words'
import { type Draft, steps } from './rules'

interface LeadsPanelProps {
  draft: Draft
  error: string | undefined // the desk's, of whichever lead it refuses
  onChange: (change: Partial<Draft>) => void
}

/** To whom a ticket goes up. Who may not lead any more is told apart beside their place. */
export function LeadsPanel({ draft, error, onChange }: LeadsPanelProps) {
  const { routing: w } = useWords()
  const people = useQuery(moderatorsQuery).data
  return (
    <Panel title={w.told}>
      <p className="text-quiet mb-3 text-sm">{w.leads.told}</p>
      <div className="grid gap-4 sm:grid-cols-3">
        {steps.map((step) => {
          const id = draft[`leads.${step}`]
          const gone = id !== '' && people !== undefined && !people.some((p) => p.id === id)
          return (
            <Field key={step} label={w.steps[step]} error={gone ? w.wrong.lead : undefined}>
              {(aria) => (
                <select {...aria} className="select w-full" value={id} onChange={(e) => onChange({ [`leads.${step}`]: e.target.value })}>
                  <option value="">{w.anyAdmin}</option>
                  {(gone || people === undefined) && id !== '' && <option value={id}>{gone ? w.gone : '…'}</option>}
                  {people?.map((p) => (
                    <option key={p.id} value={p.id}>{p.name}</option>
                  ))}
                </select>
              )}
            </Field>
          )
        })}
      </div>
      {error !== undefined && <p role="alert" className="text-error mt-2 text-sm">{error}</p>}
    </Panel>
  )
}
