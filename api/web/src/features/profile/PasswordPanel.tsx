import { useMutation } from '@tanstack/react-query'
import { api, take } from '@/api/client'
import type { Account } from '@/api/types'
import { onSubmit } from '@/lib/form'
import { Failure, fieldErrors } from '@/ui/Failure'
import { Panel } from '@/ui/Panel'
import { Submit } from '@/ui/Submit'
import { TextField } from '@/ui/TextField'
import { say } from '@/ui/toast'
import { useWords } from '@/words'

export function PasswordPanel({ me }: { me: Account }) {
  const { profile: w, auth } = useWords()
  const change = useMutation({
    mutationFn: (body: { old: string; password: string }) => take(api.POST('/api/me/password', { body })),
    onSuccess: () => say(w.passwordChanged),
  })
  const wrong = fieldErrors(change.error)
  if (!me.hasPassword) return null
  return (
    <Panel title={w.password}>
      <form className="flex flex-col gap-4" onSubmit={onSubmit(({ old = '', password = '' }, form) => change.mutate({ old, password }, { onSuccess: () => form.reset() }))}>
        <input type="email" autoComplete="username" value={me.email ?? ''} readOnly hidden />
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField label={auth.oldPassword} name="old" type="password" autoComplete="current-password" required error={wrong['old']} />
          <TextField label={auth.newPassword} name="password" type="password" autoComplete="new-password" required minLength={8} hint={auth.passwordHint} error={wrong['password']} />
        </div>
        {change.isError && Object.keys(wrong).length === 0 && <Failure error={change.error} />}
        <Submit busy={change.isPending} className="self-start">{w.changePassword}</Submit>
      </form>
    </Panel>
  )
}
