import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { Empty } from '@/ui/Empty'
import { Failure } from '@/ui/Failure'
import { LoadMore } from '@/ui/LoadMore'
import { Page } from '@/ui/Page'
import { SearchField } from '@/ui/SearchField'
import { Skeleton } from '@/ui/Skeleton'
import { useWords } from '@/words'
import { InviteDialog } from './InviteDialog'
import { PersonDialog } from './PersonDialog'
import { PersonRow } from './PersonRow'
import { roles } from './RoleSelect'
import { peopleQuery } from './queries'

/** Everybody who has an account. */
export function Component() {
  const words = useWords()
  const { people: w } = words
  const [params, setParams] = useSearchParams()
  const q = params.get('q') ?? ''
  const role = roles.find((r) => r === params.get('role'))
  const everybody = params.get('all') === 'true'
  const list = useInfiniteQuery({ ...peopleQuery({ ...(q !== '' && { q }), ...(role !== undefined && { role: [role] }), ...(!everybody && { active: true }) }), placeholderData: keepPreviousData })
  const [inviting, setInviting] = useState(false)
  const [editing, edit] = useState<string | null>(null)
  const people = list.data?.pages.flatMap((p) => p.users) ?? []
  const edited = people.find((p) => p.id === editing)
  const set = (name: string, value: string): void =>
    setParams((old) => {
      if (value === '') old.delete(name)
      else old.set(name, value)
      return old
    }, { replace: true })
  return (
    <Page title={w.title} wide actions={<button type="button" className="btn btn-primary btn-sm" onClick={() => setInviting(true)}>{w.invite}</button>}>
      <div role="search" className="panel flex flex-wrap items-center gap-3 p-3">
        <SearchField label={w.search} className="grow basis-60" value={q} onChange={(text) => set('q', text)} />
        <select aria-label={w.role} className="select w-auto pe-8" value={role ?? ''} onChange={(e) => set('role', e.target.value)}>
          <option value="">{w.allRoles}</option>
          {roles.map((r) => (
            <option key={r} value={r}>{words.role[r]}</option>
          ))}
        </select>
        <label className="flex cursor-pointer items-center gap-2 text-sm">
          <input type="checkbox" className="checkbox checkbox-sm" checked={everybody} onChange={(e) => set('all', e.target.checked ? 'true' : '')} />
          {w.inactiveToo}
        </label>
      </div>
      {list.isPending && <Skeleton />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && people.length === 0 && <Empty title={w.none} lead={w.noneLead} />}
      {people.length > 0 && (
        <ul className="panel divide-base-300 divide-y" aria-label={w.title}>
          {people.map((p) => (
            <PersonRow key={p.id} person={p} onEdit={() => edit(p.id)} />
          ))}
        </ul>
      )}
      <LoadMore pages={list} />
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
      {edited !== undefined && <PersonDialog key={edited.id} person={edited} onClose={() => edit(null)} />}
    </Page>
  )
}
