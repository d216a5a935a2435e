import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { User, UserPatch } from '@/api/types'
import { onSubmit } from '@/lib/form'
import { AwayField } from '@/ui/AwayField'
import { Dialog } from '@/ui/Dialog'
import { Failure, fieldErrors } from '@/ui/Failure'
import { Submit } from '@/ui/Submit'
import { TextField } from '@/ui/TextField'
import { WordsField } from '@/ui/Words'
import { ZoneField } from '@/ui/ZoneField'
import { say } from '@/ui/toast'
import { useWords } from '@/words'
import { AccessPanel } from './AccessPanel'
import { WorkingHours } from './WorkingHours'
import { setUser } from './actions'
import { skillsQuery } from './queries'

const anyTime = { days: [], start: 0, end: 0 }

/** What an admin can set on a person. */
export function PersonDialog({ person, onClose }: { person: User; onClose: () => void }) {
  const words = useWords()
  const { people: w } = words
  const desk = useQuery(skillsQuery).data ?? []
  const [was] = useState(person) // what is edited; another admin may change it meanwhile
  const [edited, setEdited] = useState<UserPatch>({})
  const set = (change: UserPatch): void => setEdited((old) => ({ ...old, ...change }))
  const { skills = person.skills, hours = person.hours ?? anyTime, away = person.away ?? [], timeZone = person.timeZone ?? '' } = edited
  const save = useMutation({
    mutationFn: setUser,
    onSuccess: (u) => {
      say(w.saved(u.name))
      onClose()
    },
  })
  const wrong = fieldErrors(save.error)
  return (
    <Dialog title={w.edit(person.name)} onClose={onClose}>
      <form className="flex flex-col gap-5" onSubmit={onSubmit(({ name = '', capacity }) => save.mutate({ ...edited, id: person.id, ...(name !== was.name && { name }), ...(capacity !== undefined && Number(capacity) !== (was.capacity ?? 0) && { capacity: Number(capacity) }) }))}>
        <TextField label={w.name} name="name" defaultValue={person.name} required maxLength={100} error={wrong['name']} />
        {person.role !== 'user' && (
          <>
            <div className="flex flex-col gap-1">
              <p className="text-sm font-medium">{w.skills}</p>
              <WordsField label={w.skills} values={skills} options={desk.map((s) => s.name)} free onChange={(next) => set({ skills: next })} />
              {wrong['skills'] !== undefined && <p role="alert" className="text-error text-sm">{wrong['skills']}</p>}
            </div>
            <TextField label={w.capacity} name="capacity" type="number" min={0} max={1000} defaultValue={person.capacity ?? 0} hint={words.profile.capacityHint} error={wrong['capacity']} />
            <WorkingHours hours={hours} error={wrong['hours']} onChange={(next) => set({ hours: next })} />
            <fieldset>
              <legend className="mb-1 text-sm font-medium">{w.away}</legend>
              <AwayField away={away} zone={timeZone} error={wrong['away']} onChange={(next) => set({ away: next })} />
            </fieldset>
          </>
        )}
        <ZoneField label={words.profile.timeZone} none={w.noZone} value={timeZone} error={wrong['timeZone']} onChange={(next) => set({ timeZone: next })} />
        {save.isError && Object.keys(wrong).length === 0 && <Failure error={save.error} />}
        <Submit busy={save.isPending} className="self-end">{words.ticket.save}</Submit>
      </form>
      <AccessPanel person={person} onDone={onClose} />
    </Dialog>
  )
}
