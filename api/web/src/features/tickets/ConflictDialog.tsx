import type { ReactNode } from 'react'
import type { TicketPatch } from '@/api/types'
import { PersonName } from '@/features/people/PersonName'
import { Dialog } from '@/ui/Dialog'
import { TwoValues } from '@/ui/TwoValues'
import { useWords } from '@/words'
import type { Clash } from './conflict'
import { type Conflict, conflict, useEdit } from './useEdit'

/** Shows both values of each field that two people changed, and lets the second choose. */
export function ConflictDialog() {
  const current = conflict.use()
  return current === null ? null : <Choose current={current} />
}

function Choose({ current }: { current: Conflict }) {
  const words = useWords()
  const { conflict: w, ticket } = words
  const { edit } = useEdit(current.ticket)
  const show = useShown()
  const labels = { title: ticket.title, status: ticket.status, priority: ticket.priority, assignee: ticket.owner, skills: ticket.skills, tags: ticket.tags, category: ticket.category, summary: words.ai.summary, notes: words.ai.notes }
  const close = (): void => conflict.write(null)
  const mine = (): void => {
    close()
    edit(Object.fromEntries(current.clashes.map((c) => [c.field, c.mine])))
  }
  return (
    <Dialog title={w.title} onClose={close}>
      <p className="text-quiet">{w.lead(current.ticket.number)}</p>
      <div className="my-4 flex flex-col gap-4">
        {current.clashes.map((c) => (
          <TwoValues key={c.field} name={labels[c.field]} theirs={show(c, c.theirs)} yours={show(c, c.mine)} />
        ))}
      </div>
      <div className="flex justify-end gap-2">
        <button type="button" className="btn" onClick={close}>{w.keepTheirs}</button>
        <button type="button" className="btn btn-primary" onClick={mine}>{w.useMine}</button>
      </div>
    </Dialog>
  )
}

/** A value as people read it. */
function useShown(): (clash: Clash, value: TicketPatch[Clash['field']]) => ReactNode {
  const words = useWords()
  return ({ field }, value) => {
    if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return field === 'assignee' ? words.ticket.nobody : words.ticket.none
    if (Array.isArray(value)) return value.join(', ')
    if (field === 'assignee') return <PersonName id={value} />
    if (value in words.status) return words.status[value as keyof typeof words.status]
    if (value in words.priority) return words.priority[value as keyof typeof words.priority]
    return value
  }
}
