import type { RefObject } from 'react'
import { Time } from '@/ui/Time'
import { useWords } from '@/words'
import { Assessment } from './Assessment'
import { Standings } from './Standings'
import type { Explanation } from './TrialPage'
import { WouldTell } from './WouldTell'
import { reason } from './reasons'

/** Who would get the ticket and why, then what it was worked out from. */
export function Outcome({ outcome, heading }: { outcome: Explanation; heading: RefObject<HTMLHeadingElement | null> }) {
  const words = useWords()
  const { trial: w } = words
  return (
    <>
      <section className="panel border-primary p-4">
        <h2 ref={heading} tabIndex={-1} className="text-lg font-semibold">{outcome.to === null ? w.nobody : w.goesTo(outcome.to.name)}</h2>
        <p>{outcome.why.map((text) => reason(text, words)).join(' · ')}</p>
        <p className="text-quiet text-sm">
          {w.openedAt} <Time at={outcome.at} exact />
          {outcome.dueAt !== null && <> · {w.dueAt} <Time at={outcome.dueAt} exact /></>}
        </p>
      </section>
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
        <Assessment outcome={outcome} />
        <WouldTell notices={outcome.notices} />
      </div>
      <Standings people={outcome.people} />
    </>
  )
}
