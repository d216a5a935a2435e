import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Field, TicketDetail } from '@/api/types'
import { PersonField } from '@/features/people/PersonField'
import { skillsQuery } from '@/features/people/queries'
import { Panel } from '@/ui/Panel'
import { Time } from '@/ui/Time'
import { WordsField } from '@/ui/Words'
import { useWords } from '@/words'
import { AiTag } from './AiTag'
import { Due } from './Due'
import { TextEdit } from './TextEdit'
import { priorities, statuses } from './filter'
import { proposed } from './proposed'
import { useEdit } from './useEdit'

/** What is known of a ticket; each value can be set by hand, and says whether a person or the AI has set it. */
export function Facts({ ticket }: { ticket: TicketDetail }) {
  const words = useWords()
  const { ticket: w } = words
  const { edit, values } = useEdit(ticket)
  const skills = useQuery(skillsQuery).data ?? []
  return (
    <Panel title={w.facts}>
      <dl className="grid grid-cols-1 min-[24rem]:grid-cols-[auto_minmax(0,1fr)] items-center gap-x-4 gap-y-1 min-[24rem]:gap-y-2.5 text-sm">
        <Row label={w.title}>
          <TextEdit ticket={ticket} field="title" label={w.title} />
        </Row>
        <Row label={w.owner}>
          <PersonField aria={{ 'aria-label': w.owner }} value={values.assignee ?? ''} known={ticket.assignee} choices={[['', w.nobody]]} onChange={(id) => edit({ assignee: id === '' ? null : id })} />
        </Row>
        <Row label={w.status}>
          <select aria-label={w.status} className="select select-sm w-full pe-8" value={values.status} onChange={(e) => edit({ status: statuses.find((s) => s === e.target.value) })}>
            {statuses.map((s) => (
              <option key={s} value={s}>{words.status[s]}</option>
            ))}
          </select>
        </Row>
        <Row label={w.priority} field="priority" ticket={ticket}>
          <select aria-label={w.priority} className="select select-sm w-full pe-8" value={values.priority} onChange={(e) => edit({ priority: priorities.find((p) => p === e.target.value) })}>
            {priorities.map((p) => (
              <option key={p} value={p}>{words.priority[p]}</option>
            ))}
          </select>
        </Row>
        <Row label={w.skills} field="skills" ticket={ticket}>
          <WordsField label={w.skills} values={values.skills} options={skills.map((s) => s.name)} onChange={(list) => edit({ skills: list })} />
        </Row>
        <Row label={w.category} field="category" ticket={ticket}>
          <TextEdit ticket={ticket} field="category" label={w.category} />
        </Row>
        <Row label={w.tags}>
          <WordsField label={w.tags} values={values.tags} free onChange={(tags) => edit({ tags })} />
        </Row>
        <Row label={w.requester}>{ticket.requester.name}</Row>
        <Row label={w.opened}><Time at={ticket.createdAt} exact /></Row>
        {ticket.dueAt !== null && <Row label={w.dueLabel}><span className="flex flex-wrap gap-x-2"><Time at={ticket.dueAt} exact /> <Due ticket={ticket} /></span></Row>}
        {ticket.claimedAt !== null && <Row label={w.claimed}><Time at={ticket.claimedAt} exact /></Row>}
        {ticket.resolvedAt !== null && <Row label={w.resolvedAt}><Time at={ticket.resolvedAt} exact /></Row>}
      </dl>
      {ticket.urgency !== null && <p className="text-quiet mt-3 text-sm">{w.urgency(words.ask.urgencies[ticket.urgency])}</p>}
    </Panel>
  )
}

interface RowProps {
  label: string
  field?: Field
  ticket?: TicketDetail
  children: ReactNode
}

function Row({ label, field, ticket, children }: RowProps) {
  const words = useWords()
  const other = field === undefined || ticket === undefined ? '' : proposed(ticket, field, words)
  return (
    <>
      <dt className="text-quiet flex items-center gap-1.5">
        {label} {field !== undefined && ticket !== undefined && <AiTag ticket={ticket} field={field} />}
      </dt>
      <dd className="mb-2 min-w-0 min-[24rem]:mb-0">
        {children}
        {other !== '' && <p className="text-quiet mt-0.5 text-xs [overflow-wrap:anywhere]">{words.ai.says(other)}</p>}
      </dd>
    </>
  )
}
