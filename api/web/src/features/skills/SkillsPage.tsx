import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, take } from '@/api/client'
import { keys } from '@/api/keys'
import { queryClient } from '@/api/query'
import type { Skill } from '@/api/types'
import { skillsQuery } from '@/features/people/queries'
import { Empty } from '@/ui/Empty'
import { Failure } from '@/ui/Failure'
import { Page } from '@/ui/Page'
import { Skeleton } from '@/ui/Skeleton'
import { say } from '@/ui/toast'
import { useWords } from '@/words'
import { MergeDialog } from './MergeDialog'
import { SkillDialog } from './SkillDialog'

const blank: Skill = { name: '', aliases: [], description: '' }

/** The desk's skills: what triage chooses from and people are matched by. */
export function Component() {
  const { skills: w, ticket } = useWords()
  const list = useQuery(skillsQuery)
  const [editing, edit] = useState<number | null>(null) // an index; the length of the list for a new one
  const [merging, merge] = useState<Skill | null>(null)
  const save = useMutation({
    mutationFn: async (skills: Skill[]) => (await take(api.PUT('/api/skills', { body: { skills } }))).skills,
    onSuccess: (skills) => {
      queryClient.setQueryData(keys.skills, skills)
      say(w.saved)
      edit(null)
    },
  })
  const skills = list.data ?? []
  const open = (index: number): void => {
    save.reset()
    edit(index)
  }
  return (
    <Page title={w.title} actions={<button type="button" className="btn btn-primary btn-sm" onClick={() => open(skills.length)}>{w.add}</button>}>
      <p className="text-quiet -mt-2">{w.lead}</p>
      {list.isPending && <Skeleton />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && skills.length === 0 && <Empty title={w.none} lead={w.noneLead} />}
      {skills.length > 0 && (
        <ul className="panel divide-base-300 divide-y" aria-label={w.title}>
          {skills.map((s, i) => (
            <li key={s.name} className="flex flex-wrap items-start justify-end gap-x-3 gap-y-1 p-4 sm:flex-nowrap">
              <div className="min-w-0 grow basis-full sm:basis-0">
                <h2 className="font-medium">{s.name}</h2>
                {s.description !== '' && <p className="text-sm">{s.description}</p>}
                {s.aliases.length > 0 && <p className="text-quiet text-sm">{s.aliases.join(', ')}</p>}
              </div>
              {skills.length > 1 && <button type="button" className="btn btn-ghost btn-sm" aria-label={`${w.merge}: ${s.name}`} onClick={() => merge(s)}>{w.merge}</button>}
              <button type="button" className="btn btn-ghost btn-sm" aria-label={`${ticket.edit}: ${s.name}`} onClick={() => open(i)}>{ticket.edit}</button>
            </li>
          ))}
        </ul>
      )}
      {merging !== null && <MergeDialog skill={merging} others={skills.filter((s) => s.name !== merging.name)} onClose={() => merge(null)} />}
      {editing !== null && (
        <SkillDialog
          key={editing}
          skill={skills[editing] ?? blank}
          error={save.error}
          busy={save.isPending}
          onSave={(s) => save.mutate([...skills.slice(0, editing), s, ...skills.slice(editing + 1)])}
          onRemove={() => save.mutate(skills.filter((_, i) => i !== editing))}
          onClose={() => edit(null)}
        />
      )}
    </Page>
  )
}
