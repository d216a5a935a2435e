import type { Change, TicketDetail } from '@/api/types'
import { Panel } from '@/ui/Panel'
import { Time } from '@/ui/Time'
import { useWords } from '@/words'
import { details } from './deeds'

/** Every change: who, what, when, from where. */
export function History({ ticket }: { ticket: TicketDetail }) {
  const words = useWords()
  const did = (c: Change): string => (c.verb in words.history ? words.history[c.verb as keyof typeof words.history] : c.verb)
  return (
    <Panel title={words.ticket.history} folds note={<span className="text-quiet font-normal">{ticket.history.length}</span>}>
      <ol className="border-base-300 flex flex-col gap-2 border-s ps-3 text-sm">
        {ticket.history.map((c, i) => (
          <li key={i} className="[overflow-wrap:anywhere]">
            <span className="font-medium">{c.by?.name ?? words.ticket.beckon}</span> {did(c)} {c.text !== '' && <span>· {details(c.verb, c.text, words)} </span>}
            <span className="text-quiet">
              <Time at={c.at} /> {c.by !== null && words.ticket.via(words.platform[c.via])}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  )
}
