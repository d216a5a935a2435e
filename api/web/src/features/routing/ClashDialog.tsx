import type { ReactNode } from 'react'
import { PersonName } from '@/features/people/PersonName'
import { date, length } from '@/lib/time'
import { Dialog } from '@/ui/Dialog'
import { hoursInWords } from '@/ui/HoursField'
import { TwoValues } from '@/ui/TwoValues'
import { useLanguage, useWords } from '@/words'
import type { Draft, Part } from './rules'

interface ClashDialogProps {
  parts: readonly Part[]
  mine: Draft
  theirs: Draft
  onChoose: (mine: boolean) => void
}

/** Shows both values of what two admins changed, and lets the second choose. */
export function ClashDialog({ parts, mine, theirs, onChoose }: ClashDialogProps) {
  const words = useWords()
  const w = words.conflict
  const { name, show } = useParts()
  return (
    <Dialog title={w.title} onClose={() => onChoose(false)}>
      <p className="text-quiet">{words.routing.clash}</p>
      <div className="my-4 flex flex-col gap-4">
        {parts.map((part) => (
          <TwoValues key={part} name={name(part)} theirs={show(theirs, part)} yours={show(mine, part)} />
        ))}
      </div>
      <div className="flex flex-wrap justify-end gap-2">
        <button type="button" className="btn" onClick={() => onChoose(false)}>{w.keepTheirs}</button>
        <button type="button" className="btn btn-primary" onClick={() => onChoose(true)}>{w.useMine}</button>
      </div>
    </Dialog>
  )
}

/** The parts of the rules as people read them. */
function useParts() {
  const words = useWords()
  const w = words.routing
  const language = useLanguage()
  const who = (id: string): ReactNode => (id === '' ? w.anyAdmin : <PersonName id={id} />)
  const name = (part: Part): string => {
    switch (part) {
      case 'business': return w.business
      case 'timeZone': return w.timeZone
      case 'holidays': return w.holidays
      case 'leads.declined': return w.steps.declined
      case 'leads.unattended': return w.steps.unattended
      case 'leads.overdue': return w.steps.overdue
      default: {
        const [of, priority] = part.split('.') as ['patience' | 'due', 'low' | 'medium' | 'high']
        return `${w[of]}: ${words.priority[priority]}`
      }
    }
  }
  const show = (draft: Draft, part: Part): ReactNode => {
    switch (part) {
      case 'business': return hoursInWords(draft.business, language)
      case 'timeZone': return draft.timeZone === '' ? 'UTC' : draft.timeZone
      case 'holidays': return draft.holidays.length === 0 ? words.ticket.none : draft.holidays.map((d) => date(d, language)).join('\n')
      case 'leads.declined':
      case 'leads.unattended':
      case 'leads.overdue': return who(draft[part])
      default: return length(draft[part], language)
    }
  }
  return { name, show }
}
