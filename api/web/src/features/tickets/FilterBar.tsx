import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useId } from 'react'
import { useMyself } from '@/features/auth/me'
import { PersonField } from '@/features/people/PersonField'
import { skillsQuery } from '@/features/people/queries'
import { givesFocusBack } from '@/lib/focus'
import { moment } from '@/lib/time'
import { SearchField } from '@/ui/SearchField'
import { useLanguage, useWords } from '@/words'
import { type TicketFilter, ages, dues, noFilter, priorities, sorts, statuses } from './filter'

export const searchId = 'search'

interface FilterBarProps {
  filter: TicketFilter
  onChange: (filter: TicketFilter) => void
}

/** What the list shows. Everything chosen here stands in the address. */
export function FilterBar({ filter, onChange }: FilterBarProps) {
  const words = useWords()
  const { queue: w } = words
  const skills = useQuery(skillsQuery).data ?? []
  const owner = useId()
  const set = (change: Partial<TicketFilter>): void => onChange({ ...filter, ...change })
  const one = <T extends string>(value: string, all: readonly T[]): T[] => all.filter((v) => v === value)
  const select = (label: string, value: string, options: readonly (readonly [string, string])[], change: (value: string) => void) => (
    <label className="flex flex-col gap-0.5">
      <span className="text-quiet text-xs">{label}</span>
      <select className="select select-sm w-full" value={value} onChange={(e) => change(e.target.value)}>
        {options.map(([v, text]) => (
          <option key={v} value={v}>{text}</option>
        ))}
      </select>
    </label>
  )
  const any = ['', w.any] as const
  const status = filter.everything ? 'all' : (filter.status[0] ?? '')
  return (
    <div role="search" className="panel flex flex-col gap-3 p-3">
      <SearchField id={searchId} label={w.search} className="w-full" value={filter.q} onChange={(q) => set({ q })} />
      <Folding label={w.filters}>
        <div className="grid grid-cols-2 gap-2 sm:grid-cols-3 xl:grid-cols-7">
        {select(w.status, status, [['', w.live], ...statuses.map((s) => [s, words.status[s]] as const), ['all', w.everything]], (v) => set({ everything: v === 'all', status: one(v, statuses) }))}
        {select(w.priority, filter.priority[0] ?? '', [any, ...priorities.map((p) => [p, words.priority[p]] as const)], (v) => set({ priority: one(v, priorities) }))}
        {select(w.skill, filter.skill.join(','), [any, ...(filter.skill.length > 1 ? [[filter.skill.join(','), filter.skill.join(', ')] as const] : []), ...skills.map((s) => [s.name, s.name] as const)], (v) => set({ skill: v === '' ? [] : v.split(',') }))}
        <div className="flex flex-col gap-0.5">
          <label htmlFor={owner} className="text-quiet text-xs">{w.owner}</label>
          <PersonField aria={{ id: owner }} value={filter.assignee} choices={[any, ['me', w.me], ['none', w.unassigned]]} onChange={(v) => set({ assignee: v })} />
        </div>
        {select(w.due, filter.due, [any, ...dues.map((d) => [d, w.views[d]] as const)], (v) => set({ due: one(v, dues)[0] ?? '' }))}
        {select(w.age, filter.age, [['', w.ages.any], ...ages.map((a) => [a, w.ages[a]] as const)], (v) => set({ age: one(v, ages)[0] ?? '' }))}
        {select(w.sort, filter.sort, sorts.map((s) => [s, words.sort[s]]), (v) => set({ sort: one(v, sorts)[0] ?? noFilter.sort }))}
        </div>
      </Folding>
      <Chips filter={filter} set={set} />
    </div>
  )
}

const wide = window.matchMedia('(min-width: 40rem)')

/** On a small screen what narrows the list is folded away at first. */
function Folding({ label, children }: { label: string; children: ReactNode }) {
  return (
    <details open={wide.matches}>
      <summary className="text-quiet cursor-pointer text-sm sm:hidden">{label}</summary>
      <div className="pt-2 sm:pt-0">{children}</div>
    </details>
  )
}

/** Filters that came with a link and have no field of their own. */
function Chips({ filter, set }: { filter: TicketFilter; set: (change: Partial<TicketFilter>) => void }) {
  const { queue: w, ticket } = useWords()
  const language = useLanguage()
  const zone = useMyself().timeZone
  const show = (at: string | undefined): string => (at === undefined ? '…' : moment(new Date(at), language, zone))
  const stretch = (what: 'created' | 'resolved', label: string) => {
    const { [`${what}From` as const]: from, [`${what}To` as const]: to, ...rest } = filter.between
    return from === undefined && to === undefined ? [] : [{ text: `${label}: ${show(from)} – ${show(to)}`, drop: { between: rest } }]
  }
  const chips = [
    ...stretch('created', ticket.opened),
    ...stretch('resolved', ticket.resolvedAt),
    ...filter.tag.map((tag) => ({ text: `${w.tag}: ${tag}`, drop: { tag: filter.tag.filter((t) => t !== tag) } })),
    ...(filter.category === '' ? [] : [{ text: `${w.category}: ${filter.category}`, drop: { category: '' } }]),
    ...(filter.requester === '' ? [] : [{ text: `${w.requester}${filter.requester === 'me' ? `: ${w.me}` : ''}`, drop: { requester: '' } }]),
  ]
  if (chips.length === 0) return null
  return (
    <ul className="flex flex-wrap gap-2">
      {chips.map((c) => (
        <li key={c.text} ref={givesFocusBack} className="badge badge-soft badge-primary h-auto gap-1">
          {c.text}
          <button type="button" aria-label={ticket.remove(c.text)} onClick={() => set(c.drop)}>×</button>
        </li>
      ))}
    </ul>
  )
}
