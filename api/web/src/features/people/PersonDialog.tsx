import { useMutation, useQuery } from '@tanstack/react-query'
import type { User, UserPatch } from '@/api/types'
import { useMyself } from '@/features/auth/me'
import { useDraftOf } from '@/lib/draft'
import { onSubmit } from '@/lib/form'
import { AwayField } from '@/ui/AwayField'
import { Dialog } from '@/ui/Dialog'
import { Discard } from '@/ui/Discard'
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

interface Edited extends Omit<UserPatch, 'capacity'> {
  capacity?: string // as it is typed
}

/** What an admin can set on a person. */
export function PersonDialog({ person, onClose }: { person: User; onClose: () => void }) {
  const words = useWords()
  const { people: w } = words
  const desk = useQuery(skillsQuery).data ?? []
  const [edited, setEdited] = useDraftOf<Edited>(`${useMyself().id}.person.${person.id}`) // and nothing else: another admin may change the rest meanwhile
  const set = (change: Edited): void => setEdited({ ...edited, ...change })
  const { name = person.name, skills = person.skills, capacity = String(person.capacity ?? 0), hours = person.hours ?? anyTime, away = person.away ?? [], timeZone = person.timeZone ?? '' } = edited ?? {}
  const save = useMutation({
    mutationFn: setUser,
    onSuccess: (u) => {
      setEdited(undefined)
      say(w.saved(u.name))
      onClose()
    },
  })
  const wrong = fieldErrors(save.error)
  return (
    <Dialog title={w.edit(person.name)} onClose={onClose}>
      <form className="flex flex-col gap-5" onSubmit={onSubmit(() => save.mutate({ ...edited, id: person.id, capacity: edited?.capacity === undefined ? undefined : Number(capacity) }))}>
        <TextField label={w.name} value={name} onChange={(e) => set({ name: e.target.value })} required maxLength={100} error={wrong['name']} />
        {person.role !== 'user' && (
          <>
            <div className="flex flex-col gap-1">
              <p className="text-sm font-medium">{w.skills}</p>
              <WordsField label={w.skills} values={skills} options={desk.map((s) => s.name)} free onChange={(next) => set({ skills: next })} />
              {wrong['skills'] !== undefined && <p role="alert" className="text-error text-sm">{wrong['skills']}</p>}
            </div>
            <TextField label={w.capacity} type="number" min={0} max={1000} value={capacity} onChange={(e) => set({ capacity: e.target.value })} hint={words.profile.capacityHint} error={wrong['capacity']} />
            <WorkingHours hours={hours} error={wrong['hours']} onChange={(next) => set({ hours: next })} />
            <fieldset>
              <legend className="mb-1 text-sm font-medium">{w.away}</legend>
              <AwayField away={away} zone={timeZone} error={wrong['away']} onChange={(next) => set({ away: next })} />
            </fieldset>
          </>
        )}
        <ZoneField label={words.profile.timeZone} none={w.noZone} value={timeZone} error={wrong['timeZone']} onChange={(next) => set({ timeZone: next })} />
        {save.isError && Object.keys(wrong).length === 0 && <Failure error={save.error} />}
        <div className="flex flex-wrap justify-end gap-2">
          {edited !== undefined && <Discard onPress={() => setEdited(undefined)} />}
          <Submit busy={save.isPending}>{words.ticket.save}</Submit>
        </div>
      </form>
      <AccessPanel person={person} onDone={onClose} />
    </Dialog>
  )
}
