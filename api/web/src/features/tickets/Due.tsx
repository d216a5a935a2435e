import { type Ticket, isLive } from '@/api/types'
import { useMe } from '@/features/auth/me'
import { useNow } from '@/lib/clock'
import { ago, moment } from '@/lib/time'
import { useLanguage, useWords } from '@/words'
import { urgencyOf } from './urgency'

const tones = { late: 'text-error font-semibold', soon: 'text-warning', fine: 'text-quiet' }

/** Until when a ticket should be resolved, and whether that has passed; nothing when no clock runs. */
export function Due({ ticket: { status, dueAt } }: { ticket: Pick<Ticket, 'status' | 'dueAt'> }) {
  const { ticket: w } = useWords()
  const language = useLanguage()
  const now = useNow()
  const zone = useMe()?.timeZone ?? ''
  if (dueAt === null || !isLive(status)) return null
  const at = new Date(dueAt)
  const urgency = urgencyOf(at, now)
  const when = ago(at, now, language, zone)
  return (
    <time dateTime={dueAt} title={moment(at, language, zone)} className={`whitespace-nowrap ${tones[urgency]}`}>
      {urgency === 'late' ? w.overdue(when) : w.due(when)}
    </time>
  )
}
