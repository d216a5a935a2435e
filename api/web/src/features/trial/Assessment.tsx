import type { ReactNode } from 'react'
import { PassedOver } from '@/features/tickets/PassedOver'
import { readBy, whyPriority } from '@/features/tickets/offline'
import { PriorityMark, WordBadge } from '@/ui/Badges'
import { Panel } from '@/ui/Panel'
import { useWords } from '@/words'
import type { Explanation } from './TrialPage'

/** What triage would make of the ticket, and how sure it is of each. */
export function Assessment({ outcome }: { outcome: Explanation }) {
  const words = useWords()
  const { trial: w, ticket, ai } = words
  const { triage } = outcome
  const sure = (field: string): string => {
    const value = triage.confidences[field]
    return value === undefined ? '' : ` ${Math.round(value * 100)} %`
  }
  return (
    <Panel title={w.assessment}>
      <PassedOver triage={triage} />
      <dl className="flex flex-col gap-3 text-sm">
        <Part label={ticket.title}>{outcome.title}</Part>
        {outcome.summary !== '' && <Part label={ai.summary} note={sure('summary')}>{outcome.summary}</Part>}
        <Part label={ticket.priority} note={sure('priority')}>
          <PriorityMark priority={outcome.priority} worded /> {whyPriority(triage, words)}
        </Part>
        <Part label={ticket.skills} note={sure('skills')}>
          {outcome.skills.length === 0 ? ticket.none : <span className="flex flex-wrap gap-1">{outcome.skills.map((s) => <WordBadge key={s} word={s} />)}</span>}
        </Part>
        {outcome.category !== '' && <Part label={ticket.category} note={sure('category')}>{outcome.category}</Part>}
      </dl>
      <p className="text-quiet mt-3 text-xs">
        {readBy(triage, words)} · {ai.confidence} {Math.round(triage.confidence * 100)} %
      </p>
    </Panel>
  )
}

function Part({ label, note = '', children }: { label: string; note?: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-quiet text-xs font-semibold">{label}{note}</dt>
      <dd className="[overflow-wrap:anywhere]">{children}</dd>
    </div>
  )
}
