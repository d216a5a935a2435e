import type { Account, Platform, TicketDetail } from '@/api/types'
import { FileList } from '@/features/files/FileList'
import { Avatar } from '@/ui/Avatar'
import { Markdown } from '@/ui/Markdown'
import { Time } from '@/ui/Time'
import { useWords } from '@/words'
import { type Said, saidOn } from './said'

/** What was asked and everything said since. */
export function Conversation({ ticket, me }: { ticket: TicketDetail; me: Account }) {
  const words = useWords()
  return (
    <section aria-label={words.ticket.conversation}>
      <ol className="flex flex-col gap-3">
        {saidOn(ticket).map((c, i) => (
          <li key={c.id}>
            <Message number={ticket.number} comment={c} mine={c.by.id === me.id} opening={i === 0} />
          </li>
        ))}
      </ol>
    </section>
  )
}

function Message({ number, comment, mine, opening }: { number: number; comment: Said; mine: boolean; opening: boolean }) {
  const words = useWords()
  const tone = comment.internal ? 'border-accent border-dashed border-2 bg-[color-mix(in_oklab,var(--color-accent)_9%,var(--color-base-100))]' : 'bg-base-100 border-base-300 border'
  return (
    <article className={`rounded-lg ${tone} p-4`}>
      <header className="mb-2 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
        <Avatar name={comment.by.name} small />
        <span className="font-semibold">{mine ? `${comment.by.name} (${words.ticket.you})` : comment.by.name}</span>
        <span className="text-quiet">
          <Time at={comment.at} />
          {showsWay(comment.via) && ` ${words.ticket.via(words.platform[comment.via])}`}
          {comment.editedAt !== null && ` · ${words.ticket.edited}`}
        </span>
        {comment.internal && <span className="text-accent ms-auto text-xs font-semibold">{words.ticket.noteLabel}</span>}
        {comment.deed !== undefined && <span className="text-quiet ms-auto text-xs font-semibold">{words.notice[comment.deed]}</span>}
      </header>
      {comment.deleted ? (
        <p className="text-quiet italic">{words.ticket.deleted}</p>
      ) : opening && comment.text === '' && comment.files.length === 0 ? (
        <p className="text-quiet">{words.ticket.noDescription}</p>
      ) : (
        comment.text !== '' && <Markdown text={comment.text} />
      )}
      {!comment.deleted && <FileList number={number} files={comment.files} />}
    </article>
  )
}

const showsWay = (via: Platform): boolean => via !== 'web'
