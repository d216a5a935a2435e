import type { paths } from '@/api/schema'
import { type Priority, type Sort, type Status, liveStatuses } from '@/api/types'
import { dayAfter, dayOf, midnight } from '@/lib/time'

export const statuses: readonly Status[] = ['open', 'in_progress', 'waiting', 'resolved', 'closed']
export const priorities: readonly Priority[] = ['high', 'medium', 'low']
export const sorts: readonly Sort[] = ['-created', 'created', '-updated', 'updated', '-priority', 'priority', 'due']
export const ages = ['day', 'week', 'month'] as const
export type Age = (typeof ages)[number]

export const dues = ['overdue', 'today'] as const
export type DueChoice = (typeof dues)[number]

/** Between when something happened to a ticket; half-open. Links from figures choose by them. */
const moments = ['createdFrom', 'createdTo', 'resolvedFrom', 'resolvedTo'] as const
type Moment = (typeof moments)[number]

/** What a list of tickets shows. The address of the page holds all of it. */
export interface TicketFilter {
  q: string
  status: readonly Status[] // empty: those that need work
  everything: boolean // whatever the status
  priority: readonly Priority[]
  skill: readonly string[] // at least one of them
  tag: readonly string[]
  category: string
  assignee: string // a person's id, me, none, or empty for any
  requester: string // a person's id, me, or empty for any
  age: Age | ''
  due: DueChoice | ''
  between: Readonly<Partial<Record<Moment, string>>>
  sort: Sort
}

export const noFilter: TicketFilter = {
  q: '', status: [], everything: false, priority: [], skill: [], tag: [], category: '', assignee: '', requester: '', age: '', due: '', between: {}, sort: '-created',
}

const known = <T extends string>(values: readonly string[], all: readonly T[]): T[] => all.filter((v) => values.includes(v))

/** Reads a filter from an address; what it does not know is left out. */
export function parseFilter(params: URLSearchParams): TicketFilter {
  const text = (name: string): string => params.get(name)?.trim() ?? ''
  const list = (name: string): string[] => params.getAll(name).flatMap((v) => v.split(',')).map((v) => v.trim()).filter((v) => v !== '')
  const status = list('status')
  return {
    q: text('q'),
    status: known(status, statuses),
    everything: status.includes('all'),
    priority: known(list('priority'), priorities),
    skill: list('skill'),
    tag: list('tag'),
    category: text('category'),
    assignee: text('assignee'),
    requester: text('requester'),
    age: known([text('age')], ages)[0] ?? '',
    due: known([text('due')], dues)[0] ?? '',
    between: Object.fromEntries(moments.map((m) => [m, text(m)] as const).filter(([, at]) => !Number.isNaN(Date.parse(at)))),
    sort: known([text('sort')], sorts)[0] ?? noFilter.sort,
  }
}

/** Writes a filter as an address; what is as usual is left out. */
export function formatFilter(f: TicketFilter): URLSearchParams {
  const params = new URLSearchParams()
  const put = (name: string, value: string): void => {
    if (value !== '') params.set(name, value)
  }
  put('q', f.q)
  put('status', f.everything ? 'all' : f.status.join(','))
  put('priority', f.priority.join(','))
  put('skill', f.skill.join(','))
  put('tag', f.tag.join(','))
  put('category', f.category)
  put('assignee', f.assignee)
  put('requester', f.requester)
  put('age', f.age)
  put('due', f.due)
  for (const m of moments) put(m, f.between[m] ?? '')
  put('sort', f.sort === noFilter.sort ? '' : f.sort)
  return params
}

type ApiQuery = NonNullable<paths['/api/tickets']['get']['parameters']['query']>

/** What is asked of the API; what overdue means is settled when it is asked. */
export type TicketQuery = ApiQuery & { overdue?: true }

const minute = 60_000

/** How long it is until time alone may have made more tickets overdue. */
export const untilNext = (now: number): number => minute - (now % minute)

/** The question as the API understands it. What is overdue is so at the last full minute, so that a list and its count, asked one after the other, agree. */
export const settled = ({ overdue, ...query }: TicketQuery, now: number): ApiQuery => (overdue === true ? { ...query, dueTo: new Date(now - (now % minute)).toISOString() } : query)

const hours: Record<Age, number> = { day: 24, week: 24 * 7, month: 24 * 30 }
const hour = 3_600_000

/** The day that it is in a zone, from midnight to midnight. */
function today(now: number, zone: string): Pick<TicketQuery, 'dueFrom' | 'dueTo'> {
  const day = dayOf(new Date(now), zone)
  return { dueFrom: midnight(day, zone).toISOString(), dueTo: midnight(dayAfter(day), zone).toISOString() }
}

/** What to ask the API for. Ages count from the full hour, so that the pages of one list belong together; today is that of the zone. */
export function toQuery(f: TicketFilter, now: number, zone = ''): TicketQuery {
  const status = f.everything ? [] : f.status.length > 0 ? [...f.status] : [...liveStatuses]
  return {
    ...(f.q !== '' && { q: f.q }),
    ...(status.length > 0 && { status }),
    ...(f.priority.length > 0 && { priority: [...f.priority] }),
    ...(f.skill.length > 0 && { skill: [...f.skill] }),
    ...(f.tag.length > 0 && { tag: [...f.tag] }),
    ...(f.category !== '' && { category: f.category }),
    ...(f.assignee !== '' && { assignee: f.assignee }),
    ...(f.requester !== '' && { requester: f.requester }),
    ...f.between,
    ...(f.age !== '' && { createdFrom: new Date(Math.floor(now / hour) * hour - hours[f.age] * hour).toISOString() }),
    ...(f.due === 'overdue' && { overdue: true as const }),
    ...(f.due === 'today' && today(now, zone)),
    sort: f.sort,
  }
}

/** What to ask the API to count. */
export function toCount(f: TicketFilter, now: number, zone = ''): Omit<TicketQuery, 'sort'> {
  const query = toQuery(f, now, zone)
  delete query.sort
  return query
}

/** Whether two filters show the same. */
export const sameFilter = (a: TicketFilter, b: TicketFilter): boolean => formatFilter(a).toString() === formatFilter(b).toString()
