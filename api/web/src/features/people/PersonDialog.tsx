import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { fieldErrors } from '@/api/errors'
import type { User } from '@/api/types'
import { useMyself } from '@/features/auth/me'
import { onSubmit } from '@/lib/form'
import { Dialog } from '@/ui/Dialog'
import { Failure, sentence } from '@/ui/Failure'
import { Submit } from '@/ui/Submit'
import { TextField } from '@/ui/TextField'
import { WordsField } from '@/ui/Words'
import { say } from '@/ui/toast'
import { useWords } from '@/words'
import { setUser, signOutUser } from './actions'
import { skillsQuery } from './queries'

/** What an admin can set on a person. */
export function PersonDialog({ person, onClose }: { person: User; onClose: () => void }) {
  const words = useWords()
  const { people: w } = words
  const me = useMyself()
  const desk = useQuery(skillsQuery).data ?? []
  const [skills, setSkills] = useState(person.skills)
  const save = useMutation({
    mutationFn: setUser,
    onSuccess: (u) => {
      say(w.saved(u.name))
      onClose()
    },
  })
  const signOut = useMutation({
    mutationFn: () => signOutUser(person.id),
    onSuccess: () => say(w.signedOut(person.name)),
    onError: (error) => say(sentence(error, words), { bad: true }),
  })
  const wrong = fieldErrors(save.error)
  return (
    <Dialog title={w.edit(person.name)} onClose={onClose}>
      <form className="flex flex-col gap-4" onSubmit={onSubmit(({ name = '', capacity = '0' }) => save.mutate({ id: person.id, name, capacity: Number(capacity), skills }))}>
        <TextField label={w.name} name="name" defaultValue={person.name} required maxLength={100} error={wrong['name']} />
        <TextField label={w.capacity} name="capacity" type="number" min={0} max={1000} defaultValue={person.capacity ?? 0} hint={words.profile.capacityHint} error={wrong['capacity']} />
        <div className="flex flex-col gap-1">
          <p className="text-sm font-medium">{w.skills}</p>
          <WordsField label={w.skills} values={skills} options={desk.map((s) => s.name)} free onChange={setSkills} />
        </div>
        {save.isError && Object.keys(wrong).length === 0 && <Failure error={save.error} />}
        <div className="flex flex-wrap justify-end gap-2">
          <button type="button" className="btn btn-ghost" onClick={() => signOut.mutate()}>{w.signOut}</button>
          {person.id !== me.id && (
            <button type="button" className={`btn ${person.active ? 'btn-error btn-soft' : ''}`} onClick={() => save.mutate({ id: person.id, active: !person.active })}>
              {person.active ? w.deactivate : w.activate}
            </button>
          )}
          <Submit busy={save.isPending}>{words.ticket.save}</Submit>
        </div>
      </form>
    </Dialog>
  )
}
