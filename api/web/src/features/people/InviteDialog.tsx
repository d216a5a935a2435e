import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Role } from '@/api/types'
import { onSubmit } from '@/lib/form'
import { Dialog } from '@/ui/Dialog'
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

/** Makes an account for somebody, who gets a mail with a link. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { people: w } = useWords()
  const desk = useQuery(skillsQuery).data ?? []
  const [role, setRole] = useState<Role>('user')
  const [skills, setSkills] = useState<string[]>([])
  const send = useMutation({
    mutationFn: invite,
    onSuccess: (u) => {
      say(w.invited(u.name))
      onClose()
    },
  })
  const wrong = fieldErrors(send.error)
  return (
    <Dialog title={w.inviteTitle} onClose={onClose}>
      <form className="flex flex-col gap-4" onSubmit={onSubmit(({ name = '', email = '' }) => send.mutate({ name, email, role, skills: role === 'user' ? [] : skills }))}>
        <p className="text-quiet text-sm">{w.inviteHint}</p>
        <TextField label={w.name} name="name" required maxLength={100} autoComplete="off" error={wrong['name']} />
        <TextField label={w.email} name="email" type="email" required autoComplete="off" error={wrong['email']} />
        <Field label={w.role}>{({ id }) => <RoleSelect id={id} value={role} onChange={setRole} />}</Field>
        {role !== 'user' && (
          <div className="flex flex-col gap-1">
            <p className="text-sm font-medium">{w.skills}</p>
            <WordsField label={w.skills} values={skills} options={desk.map((s) => s.name)} free onChange={setSkills} />
            {wrong['skills'] !== undefined && <p role="alert" className="text-error text-sm">{wrong['skills']}</p>}
          </div>
        )}
        {send.isError && Object.keys(wrong).length === 0 && <Failure error={send.error} />}
        <Submit busy={send.isPending} className="self-end">{w.invite}</Submit>
      </form>
    </Dialog>
  )
}
