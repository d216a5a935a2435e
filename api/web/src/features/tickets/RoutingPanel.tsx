import type { TicketDetail } from '@/api/types'
import { reason } from '@/features/trial/reasons'
import { Panel } from '@/ui/Panel'
import { Time } from '@/ui/Time'
import { useWords } from '@/words'

/** Why this person, who is next, and who has handed it on. */
export function RoutingPanel({ ticket }: { ticket: TicketDetail }) {
  const words = useWords()
  const { ticket: w } = words
  const { why, runnersUp, refusals, queuedAt } = ticket.routing
  return (
    <Panel title={w.why}>
      <div className="flex flex-col gap-3 text-sm">
        {why.length === 0 ? (
          <p className="text-quiet">{ticket.assignee === null ? w.noWhy : w.whyTaken}</p>
        ) : (
          <ul className="list-disc ps-5">
            {why.map((text) => (
              <li key={text}>{reason(text, words)}</li>
            ))}
          </ul>
        )}
        {ticket.assignee === null && queuedAt !== null && (
          <p className="text-quiet">
            {w.queued} <Time at={queuedAt} />
          </p>
        )}
        {runnersUp.length > 0 && (
          <p>
            <span className="text-quiet">{w.runnersUp}: </span>
            {runnersUp.map((p) => p.name).join(', ')}
          </p>
        )}
        {refusals.length > 0 && (
          <div>
            <p className="text-quiet">{w.refusals}</p>
            <ul>
              {refusals.map((r, i) => (
                <li key={i}>
                  {r.by.name}
                  {r.reason !== '' && `: ${r.reason}`} <span className="text-quiet"><Time at={r.at} /></span>
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </Panel>
  )
}
