import type { Receipt, TicketDetail } from '@/api/types'
import { Panel } from '@/ui/Panel'
import { Time } from '@/ui/Time'
import { Why } from '@/ui/Why'
import { type Words, useWords } from '@/words'
import { toldOf } from './told'

const tones: Record<Receipt['state'], string> = {
  due: 'text-quiet', sending: 'text-quiet', sent: 'text-success', unconfirmed: 'text-warning', failed: 'text-error', skipped: 'text-quiet',
}

function comesOfIt({ state, attempts }: Receipt, { ticket }: Words): string {
  if (state === 'due') return ticket.triesAgain
  return state === 'failed' && attempts > 1 ? ticket.triesNoMore : ''
}

/** Answers "was I told?": every notice, to whom, over which channel, and how it went. */
export function Notices({ ticket }: { ticket: TicketDetail }) {
  const words = useWords()
  const told = ticket.notices.flatMap((n) => n.receipts.map((r) => ({ kind: n.kind, ...r })))
  return (
    <Panel title={words.ticket.notices} folds note={<span className="text-quiet font-normal">{told.length}</span>}>
      {told.length === 0 && <p className="text-quiet text-sm">{words.ticket.noNotices}</p>}
      <ul className="flex flex-col gap-3 text-sm">
        {told.map((r, i) => (
          <li key={i}>
            <p>
              <span className="font-medium">{r.to.name}</span>: {toldOf(r.kind, words)}
            </p>
            <p className={tones[r.state]}>
              {r.channel !== null && `${words.platform[r.channel]}: `}{words.ticket.receipts[r.state]}{' '}
              {r.attempts > 1 && `(${words.ticket.attempts(r.attempts)}) `}
              {r.state === 'due' && r.notBefore !== null ? <>{words.ticket.notBefore} <Time at={r.notBefore} exact /></> : <Time at={r.at} />}
            </p>
            {r.error !== '' && (
              <div className="text-quiet">
                <Why cause={r.cause} said={r.error} then={comesOfIt(r, words)} plain={r.state === 'skipped'} />
              </div>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
