import { Panel } from '@/ui/Panel'
import { useWords } from '@/words'
import { LengthField } from './LengthField'
import { type Draft, type Part, priorities } from './rules'

interface LengthsPanelProps {
  of: 'patience' | 'due'
  draft: Draft
  turn: number
  errorOf: (part: Part) => string | undefined
  onChange: (change: Partial<Draft>) => void
}

/** One length for each priority. */
export function LengthsPanel({ of, draft, turn, errorOf, onChange }: LengthsPanelProps) {
  const words = useWords()
  const w = words.routing
  return (
    <Panel title={w[of]}>
      <p className="text-quiet mb-3 text-sm">{w.leads[of]}</p>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,14rem),1fr))] gap-4">
        {priorities.map((p) => (
          <LengthField key={`${p} ${turn}`} label={`${w[of]}: ${words.priority[p]}`} seconds={draft[`${of}.${p}`]} error={errorOf(`${of}.${p}`)} onChange={(seconds) => onChange({ [`${of}.${p}`]: seconds })} />
        ))}
      </div>
    </Panel>
  )
}
