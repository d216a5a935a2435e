import { toldOf } from '@/features/tickets/told'
import { Panel } from '@/ui/Panel'
import { Time } from '@/ui/Time'
import { useWords } from '@/words'
import type { Explanation } from './TrialPage'

/** Every notice that would go out, to whom and over which channel. */
export function WouldTell({ notices }: { notices: Explanation['notices'] }) {
  const words = useWords()
  const { trial: w } = words
  return (
    <Panel title={w.told}>
      {notices.length === 0 && <p className="text-quiet text-sm">{w.noneTold}</p>}
      <ul className="flex flex-col gap-3 text-sm">
        {notices.map((n, i) => (
          <li key={i}>
            <p>
              <span className="font-medium">{n.to.name}</span>: {toldOf(n.kind, words)}
            </p>
            <p className="text-quiet">
              {n.channel === null ? words.causes.unwanted : words.platform[n.channel]}
              {n.notBefore !== null && <>, {words.ticket.notBefore} <Time at={n.notBefore} exact /></>}
            </p>
          </li>
        ))}
      </ul>
      <p className="text-quiet mt-3 text-xs">{w.toldHint}</p>
    </Panel>
  )
}
