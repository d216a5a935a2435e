import { useQuery } from '@tanstack/react-query'
import { moderates } from '@/api/types'
import { PersonField } from '@/features/people/PersonField'
import { personQuery } from '@/features/people/queries'
import { Field } from '@/ui/Field'
import { Panel } from '@/ui/Panel'
import { useWords } from '@/words'
import { type Draft, type Step, steps } from './rules'

interface LeadsPanelProps {
  draft: Draft
  error: string | undefined // the desk's, of whichever lead it refuses
  onChange: (change: Partial<Draft>) => void
}

/** To whom a ticket goes up. Who may not lead any more is told apart beside their place. */
export function LeadsPanel({ draft, error, onChange }: LeadsPanelProps) {
  const { routing: w } = useWords()
  return (
    <Panel title={w.told}>
      <p className="text-quiet mb-3 text-sm">{w.leads.told}</p>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,14rem),1fr))] gap-4">
        {steps.map((step) => (
          <LeadField key={step} step={step} id={draft[`leads.${step}`]} onChange={(id) => onChange({ [`leads.${step}`]: id })} />
        ))}
      </div>
      {error !== undefined && <p role="alert" className="text-error mt-2 text-sm">{error}</p>}
    </Panel>
  )
}

function LeadField({ step, id, onChange }: { step: Step; id: string; onChange: (id: string) => void }) {
  const { routing: w } = useWords()
  const person = useQuery({ ...personQuery(id), enabled: id !== '' }).data
  const gone = person === null || (person !== undefined && !(person.active && moderates(person)))
  return (
    <Field label={w.steps[step]} error={id !== '' && gone ? w.wrong.lead : undefined}>
      {(aria) => <PersonField aria={aria} value={id} choices={[['', w.anyAdmin]]} onChange={onChange} />}
    </Field>
  )
}
