import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Skill } from '@/api/types'
import { onSubmit } from '@/lib/form'
import { Dialog } from '@/ui/Dialog'
import { Failure, fieldErrors } from '@/ui/Failure'
import { Field } from '@/ui/Field'
import { Submit } from '@/ui/Submit'
import { say } from '@/ui/toast'
import { useWords } from '@/words'
import { mergeSkills, usesQuery } from './actions'

/** Makes one skill of two, once somebody has read what that changes. */
export function MergeDialog({ skill, others, onClose }: { skill: Skill; others: readonly Skill[]; onClose: () => void }) {
  const words = useWords()
  const { skills: w } = words
  const [into, setInto] = useState('')
  const uses = useQuery(usesQuery(skill.name))
  const merge = useMutation({
    mutationFn: () => mergeSkills(skill.name, into),
    onSuccess: (done) => {
      say(w.merged(skill.name, done.into, done.people, done.tickets))
      onClose()
    },
  })
  const wrong = fieldErrors(merge.error)
  return (
    <Dialog title={w.mergeTitle(skill.name)} onClose={onClose}>
      <form className="flex flex-col gap-4" onSubmit={onSubmit(() => merge.mutate())}>
        <Field label={w.mergeInto} error={wrong['into'] ?? wrong['from']}>
          {(aria) => (
            <select {...aria} required className="select w-full" value={into} onChange={(e) => setInto(e.target.value)}>
              <option value="">{w.mergeChoose}</option>
              {others.map((s) => (
                <option key={s.name} value={s.name}>{s.name}</option>
              ))}
            </select>
          )}
        </Field>
        {into !== '' && (
          <div className="alert alert-warning alert-soft block text-sm" role="status">
            <p className="font-semibold">{w.mergeWhat}</p>
            <ul className="list-disc ps-5">
              <li>{w.mergeNames([skill.name, ...skill.aliases].join(', '), into)}</li>
              <li>{uses.data === undefined ? w.mergeUses(into) : w.mergeCounts(uses.data.people, uses.data.more, uses.data.tickets, into)}</li>
              <li>{w.mergePast(skill.name)}</li>
            </ul>
          </div>
        )}
        {merge.isError && Object.keys(wrong).length === 0 && <Failure error={merge.error} />}
        <div className="flex flex-wrap justify-end gap-2">
          <button type="button" className="btn btn-ghost" onClick={onClose}>{words.ticket.cancel}</button>
          <Submit busy={merge.isPending} className="h-auto min-h-10 max-w-full py-1 whitespace-normal">{into === '' ? w.merge : w.mergeYes(skill.name, into)}</Submit>
        </div>
      </form>
    </Dialog>
  )
}
