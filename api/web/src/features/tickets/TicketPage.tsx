import { useQuery } from '@tanstack/react-query'
import { memo, useDeferredValue, useEffect } from 'react'
import { Link, useParams } from 'react-router'
import { isCode } from '@/api/errors'
import { type TicketDetail, moderates } from '@/api/types'
import { useMyself } from '@/features/auth/me'
import { whenIdle } from '@/lib/idle'
import { prepareMarkdown } from '@/ui/Markdown'
import { Empty } from '@/ui/Empty'
import { Failure } from '@/ui/Failure'
import { Later } from '@/ui/Later'
import { Page } from '@/ui/Page'
import { Skeleton } from '@/ui/Skeleton'
import { urls } from '@/urls'
import { useWords } from '@/words'
import { Composer } from './Composer'
import { ConflictDialog } from './ConflictDialog'
import { Conversation } from './Conversation'
import { Facts } from './Facts'
import { History } from './History'
import { Notices } from './Notices'
import { Rating } from './Rating'
import { RoutingPanel } from './RoutingPanel'
import { Similar } from './Similar'
import { TicketHeader } from './TicketHeader'
import { TriagePanel } from './TriagePanel'
import { focusComposer, writeOnArrival } from './composing'
import { ticketQuery } from './queries'

whenIdle(prepareMarkdown) // which is while the ticket is on its way

export function Component() {
  const words = useWords()
  const { number = '' } = useParams()
  const ticket = useQuery({ ...ticketQuery(Number(number)), enabled: /^\d+$/.test(number) })
  const shown = useDeferredValue(ticket.data) // a large page is drawn bit by bit, and keys are heard meanwhile
  if (!/^\d+$/.test(number) || isCode(ticket.error, 'not_found')) {
    return (
      <Empty page title={words.ticket.unknown(number)} lead={words.ticket.unknownLead}>
        <title>{`${words.ticket.unknown(number)} · Beckon`}</title>
        <Link className="btn btn-primary" to={urls.home}>{words.ticket.back}</Link>
      </Empty>
    )
  }
  if (shown?.number === Number(number)) return <TicketView key={number} ticket={shown} />
  if (!ticket.isError || ticket.data !== undefined) return <Skeleton lines={8} />
  return (
    <Page title={`#${number}`}>
      <Failure error={ticket.error} retry={() => void ticket.refetch()} />
    </Page>
  )
}

const TicketView = memo(function TicketView({ ticket }: { ticket: TicketDetail }) {
  const me = useMyself()
  const desk = moderates(me)
  useEffect(() => {
    if (!writeOnArrival.read()) return
    writeOnArrival.write(false)
    focusComposer()
  }, [])
  return (
    <div className="mx-auto flex w-full max-w-7xl flex-col gap-4 p-4 sm:p-6">
      <title>{`#${ticket.number} ${ticket.title} · Beckon`}</title>
      <ConflictDialog />
      <TicketHeader ticket={ticket} me={me} />
      <div className={`grid grid-cols-1 items-start gap-4 ${desk ? 'xl:grid-cols-[minmax(0,1fr)_22rem]' : ''}`}>
        <div className="flex min-w-0 flex-col gap-4">
          <Rating ticket={ticket} me={me} />
          <Conversation ticket={ticket} me={me} />
          {ticket.status !== 'closed' && <Composer ticket={ticket} me={me} />}
          {!desk && <History ticket={ticket} />}
        </div>
        {desk && (
          <Later className="grid min-w-0 grid-cols-1 items-start gap-4 sm:grid-cols-2 xl:grid-cols-1">
            <Facts ticket={ticket} />
            <TriagePanel ticket={ticket} />
            <RoutingPanel ticket={ticket} />
            <Similar ticket={ticket} />
            <Notices ticket={ticket} />
            <History ticket={ticket} />
          </Later>
        )}
      </div>
    </div>
  )
})
