import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { queryClient } from '@/api/query'
import type { Skill } from '@/api/types'
import { useMyself } from '@/features/auth/me'
import { type SkillList, skillListQuery } from '@/features/people/queries'
import { writeDraft } from '@/lib/draft'
import { Empty } from '@/ui/Empty'
import { Failure } from '@/ui/Failure'
import { Page } from '@/ui/Page'
import { Skeleton } from '@/ui/Skeleton'
import { say } from '@/ui/toast'
import { useWords } from '@/words'
import { ClashDialog } from './ClashDialog'
import { MergeDialog } from './MergeDialog'
import { SkillDialog } from './SkillDialog'
import { saveChange } from './actions'
import type { Change } from './change'

const blank: Skill = { name: '', aliases: [], description: '' }
const none: SkillList = { skills: [], version: '' }

/** The desk's skills: what triage chooses from and people are matched by. */
export function Component() {
  const { skills: w, ticket } = useWords()
  const me = useMyself()
  const draftKey = (name = ''): string => `${me.id}.skill.${name}`
  const list = useQuery(skillListQuery)
  const [editing, edit] = useState<Skill | null>(null)
  const [merging, merge] = useState<Skill | null>(null)
  const [clash, setClash] = useState<Change | null>(null)
  const save = useMutation({
    mutationFn: (change: Change) => saveChange(list.data ?? none, change),
    onSuccess: (saved, change) => {
      edit(null)
      setClash(saved === null ? change : null)
      if (saved === null) return
      writeDraft(draftKey(change.was?.name), '')
      queryClient.setQueryData(skillListQuery.queryKey, saved)
      say(w.saved)
    },
  })
  const { skills } = list.data ?? none
  const open = (skill: Skill): void => {
    save.reset()
    edit(skill)
  }
  const theirs = skills.find((s) => s.name === clash?.was?.name) ?? null
  return (
    <Page title={w.title} actions={<button type="button" className="btn btn-primary btn-sm" disabled={!list.isSuccess} onClick={() => open(blank)}>{w.add}</button>}>
      <p className="text-quiet -mt-2">{w.lead}</p>
      {list.isPending && <Skeleton />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && skills.length === 0 && <Empty title={w.none} lead={w.noneLead} />}
      {skills.length > 0 && (
        <ul className="panel divide-base-300 divide-y" aria-label={w.title}>
          {skills.map((s) => (
            <li key={s.name} className="flex flex-wrap items-start justify-end gap-x-3 gap-y-1 p-4 sm:flex-nowrap">
              <div className="min-w-0 grow basis-full sm:basis-0">
                <h2 className="font-medium">{s.name}</h2>
                {s.description !== '' && <p className="text-sm">{s.description}</p>}
                {s.aliases.length > 0 && <p className="text-quiet text-sm">{s.aliases.join(', ')}</p>}
              </div>
              {skills.length > 1 && <button type="button" className="btn btn-ghost btn-sm" aria-label={`${w.merge}: ${s.name}`} onClick={() => merge(s)}>{w.merge}</button>}
              <button type="button" className="btn btn-ghost btn-sm" aria-label={`${ticket.edit}: ${s.name}`} onClick={() => open(s)}>{ticket.edit}</button>
            </li>
          ))}
        </ul>
      )}
      {merging !== null && <MergeDialog skill={merging} others={skills.filter((s) => s.name !== merging.name)} onClose={() => merge(null)} />}
      {editing !== null && (
        <SkillDialog
          skill={editing}
          draftKey={draftKey(editing.name)}
          error={save.error}
          busy={save.isPending}
          onSave={(was, now) => save.mutate({ was: was.name === '' ? null : was, now })}
          onRemove={() => save.mutate({ was: editing, now: null })}
          onClose={() => edit(null)}
        />
      )}
      {clash !== null && (
        <ClashDialog
          name={clash.was?.name ?? ''}
          theirs={theirs}
          mine={clash.now}
          error={save.error}
          busy={save.isPending}
          onChoose={(mine) => (mine ? save.mutate({ was: theirs, now: clash.now }) : setClash(null))}
        />
      )}
    </Page>
  )
}
