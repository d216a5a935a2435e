import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { type Account, type TicketDetail, type Verb, moderates } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { PriorityMark, StatusBadge } from '@/ui/Badges'
import { sentence } from '@/ui/Failure'
import { Time } from '@/ui/Time'
import { say } from '@/ui/toast'
import { span } from '@/lib/time'
import { useLanguage, useWords } from '@/words'
import { Due } from './Due'
import { VerbDialog } from './VerbDialog'
import { follow } from './actions'
import { focusComposer } from './composing'
import { putTicket } from './queries'
import { standing } from './standing'
import { useTicketCommands } from './useTicketCommands'
import { type Worded, isWorded, useVerb } from './useVerb'

/** What it is, where it stands, and what to do next. */
export function TicketHeader({ ticket, me }: { ticket: TicketDetail; me: Account }) {
  const words = useWords()
  const act = useVerb()
  const [asking, ask] = useState<Worded | null>(null)
  const watch = useMutation({ mutationFn: (on: boolean) => follow(ticket.number, on), onSuccess: putTicket, onError: (error) => say(sentence(error, words), { bad: true }) })
  const press = (verb: Verb): void => {
    if (verb === 'reply') focusComposer()
    else if (isWorded(verb)) ask(verb)
    else act.mutate({ number: ticket.number, verb })
  }
  useTicketCommands(ticket, me, press)
  const can = ticket.verbs.join()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    // The button that had the focus may have gone with what it did; on arrival there may have been no heading yet.
    if (document.activeElement === document.body || document.activeElement?.id === 'main') heading.current?.focus({ preventScroll: true })
  }, [can])
  return (
    <div className="flex flex-col gap-3">
      <div>
        <h1 ref={heading} tabIndex={-1} className="text-xl font-semibold [overflow-wrap:anywhere]">
          <span className="text-quiet figures font-normal">#{ticket.number}</span> {ticket.title}
        </h1>
        <p className="text-quiet mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          <StatusBadge status={ticket.status} />
          {moderates(me) && <PriorityMark priority={ticket.priority} worded />}
          <Due ticket={ticket} />
          <span>
            {ticket.requester.name}, <Time at={ticket.createdAt} /> {words.ticket.via(words.platform[ticket.origin])}
          </span>
          {ticket.originLink !== null && (
            <a className="link" href={ticket.originLink} target="_blank" rel="noreferrer">
              {words.ticket.seeOrigin}
            </a>
          )}
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        {ticket.verbs.map((verb, i) => (
          <ActionButton key={verb} className={`btn-sm ${i === 0 ? 'btn-primary' : 'border-base-300 bg-base-100'}`} busy={act.isPending} onPress={() => press(verb)}>
            {words.verb[verb]}
          </ActionButton>
        ))}
        {ticket.requester.id !== me.id && (
          <button type="button" className="btn btn-ghost btn-sm" onClick={() => watch.mutate(!ticket.following)}>
            {ticket.following ? words.ticket.unfollow : words.ticket.follow}
          </button>
        )}
        <p aria-live="polite" className="text-quiet text-sm">{standing(ticket, words, me)} {ticket.requester.id === me.id && <Waiting ticket={ticket} />}</p>
      </div>
      {asking !== null && <VerbDialog ticket={ticket} verb={asking} onClose={() => ask(null)} />}
    </div>
  )
}

/** Where in the queue it is, and how long such tickets usually wait. */
function Waiting({ ticket: { wait } }: { ticket: TicketDetail }) {
  const { ticket: w } = useWords()
  const language = useLanguage()
  if (wait === null) return null
  return (
    <>
      {w.ahead(wait.ahead)} {wait.usual !== null && w.usual(span(wait.usual.p50, language), span(wait.usual.p90, language))}
    </>
  )
}
