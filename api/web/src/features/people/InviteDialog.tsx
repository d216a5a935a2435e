import { useMutation, useQuery } from '@tanstack/react-query'
import type { Role } from '@/api/types'
import { useMyself } from '@/features/auth/me'
import { useDraftOf } from '@/lib/draft'
import { onSubmit } from '@/lib/form'
import { Dialog } from '@/ui/Dialog'
import { Discard } from '@/ui/Discard'
import { Failure, fieldErrors } from '@/ui/Failure'
import { Field } from '@/ui/Field'
import { Submit } from '@/ui/Submit'
import { TextField } from '@/ui/TextField'
import { WordsField } from '@/ui/Words'
import { say } from '@/ui/toast'
import { useWords } from '@/words'
import { RoleSelect } from './RoleSelect'
import { invite } from './actions'
import { skillsQuery } from './queries'

interface Invitation {
  name: string
  email: string
  role: Role
  skills: string[]
}

const blank: Invitation = { name: '', email: '', role: 'user', skills: [] }

/** Makes an account for somebody, who gets a mail with a link. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { people: w } = useWords()
  const desk = useQuery(skillsQuery).data ?? []
  const [draft, setDraft] = useDraftOf<Invitation>(`${useMyself().id}.invite`)
  const { name, email, role, skills } = draft ?? blank
  const write = (change: Partial<Invitation>): void => setDraft({ name, email, role, skills, ...change })
  const send = useMutation({
    mutationFn: invite,
    onSuccess: (u) => {
      setDraft(undefined)
      say(w.invited(u.name))
      onClose()
    },
  })
  const wrong = fieldErrors(send.error)
  return (
    <Dialog title={w.inviteTitle} onClose={onClose}>
      <form className="flex flex-col gap-4" onSubmit={onSubmit(() => send.mutate({ name, email, role, skills: role === 'user' ? [] : skills }))}>
        <p className="text-quiet text-sm">{w.inviteHint}</p>
        <TextField label={w.name} value={name} onChange={(e) => write({ name: e.target.value })} required maxLength={100} autoComplete="off" error={wrong['name']} />
        <TextField label={w.email} type="email" value={email} onChange={(e) => write({ email: e.target.value })} required autoComplete="off" error={wrong['email']} />
        <Field label={w.role}>{({ id }) => <RoleSelect id={id} value={role} onChange={(next) => write({ role: next })} />}</Field>
        {role !== 'user' && (
          <div className="flex flex-col gap-1">
            <p className="text-sm font-medium">{w.skills}</p>
            <WordsField label={w.skills} values={skills} options={desk.map((s) => s.name)} free onChange={(next) => write({ skills: next })} />
            {wrong['skills'] !== undefined && <p role="alert" className="text-error text-sm">{wrong['skills']}</p>}
          </div>
        )}
        {send.isError && Object.keys(wrong).length === 0 && <Failure error={send.error} />}
        <div className="flex flex-wrap justify-end gap-2">
          {draft !== undefined && <Discard onPress={() => setDraft(undefined)} />}
          <Submit busy={send.isPending}>{w.invite}</Submit>
        </div>
      </form>
    </Dialog>
  )
}
