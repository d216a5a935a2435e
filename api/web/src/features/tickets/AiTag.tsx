import type { Field, TicketDetail } from '@/api/types'
import { useWords } from '@/words'

/** Says that a value is the AI's and how sure it was; silent where a person has set it. */
export function AiTag({ ticket, field }: { ticket?: TicketDetail; field?: Field }) {
  const { ai } = useWords()
  if (ticket !== undefined && field !== undefined) {
    if (ticket.triage.state !== 'done' || ticket.locked.includes(field)) return null
    const sure = ticket.triage.confidences[field]
    return (
      <span className="badge badge-xs badge-soft badge-secondary" title={ai.right}>
        {ai.label}
        {sure !== undefined && ` ${Math.round(sure * 100)} %`}
      </span>
    )
  }
  return <span className="badge badge-xs badge-soft badge-secondary">{ai.label}</span>
}
