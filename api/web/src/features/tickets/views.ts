import type { Account } from '@/api/types'
import type { Words } from '@/words'
import { type TicketFilter, noFilter } from './filter'

export interface View {
  label: string
  filter: TicketFilter
  counted: boolean // whether the number of tickets is worth knowing at all times
}

/** The lists a moderator looks at all day. */
export function viewsFor(me: Account, { queue }: Words): View[] {
  const view = (label: string, chosen: Partial<TicketFilter>, counted = false): View => ({ label, filter: { ...noFilter, ...chosen }, counted })
  return [
    view(queue.views.live, {}, true),
    view(queue.views.mine, { assignee: 'me' }, true),
    view(queue.views.unassigned, { assignee: 'none' }, true),
    ...(me.skills.length > 0 ? [view(queue.views.skills, { assignee: 'none', skill: me.skills }, true)] : []),
    view(queue.views.overdue, { due: 'overdue', sort: 'due' }, true),
    view(queue.views.today, { due: 'today', sort: 'due' }, true),
    view(queue.views.waiting, { status: ['waiting'] }),
    view(queue.views.resolved, { status: ['resolved'], sort: '-updated' }),
    view(queue.views.asked, { requester: 'me', everything: true }),
    view(queue.views.everything, { everything: true }),
  ]
}
