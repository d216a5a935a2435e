import type { TicketDetail } from '@/api/types'
import { Why } from '@/ui/Why'
import { useWords } from '@/words'

/** Says why the model did not read the ticket; nothing where it did. */
export function PassedOver({ triage }: { triage: Pick<TicketDetail['triage'], 'cause' | 'fallback'> }) {
  const { ai } = useWords()
  if (triage.fallback === '') return null
  return (
    <div className="alert alert-warning alert-soft mb-3 block p-2 text-sm">
      <Why cause={triage.cause} said={triage.fallback} then={ai.itself} />
    </div>
  )
}
