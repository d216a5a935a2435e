import { useMutation } from '@tanstack/react-query'
import { Link, useLocation, useNavigate } from 'react-router'
import { onSubmit } from '@/lib/form'
import { urls } from '@/urls'
import { Failure, fieldErrors } from '@/ui/Failure'
import { Submit } from '@/ui/Submit'
import { TextField } from '@/ui/TextField'
import { useWords } from '@/words'
import { AuthCard } from './AuthCard'
import { setPassword } from './actions'

/** Where a one-time password link leads. Its token stands after the #, which servers never see. */
export function Component() {
  const { auth } = useWords()
  const token = useLocation().hash.slice(1)
  const navigate = useNavigate()
  const set = useMutation({ mutationFn: setPassword, onSuccess: () => navigate(urls.home, { replace: true }) })
  const wrong = fieldErrors(set.error)['password']
  return (
    <AuthCard title={auth.setTitle} footer={<Link className="link" to={urls.forgot}>{auth.forgotTitle}</Link>}>
      {token === '' ? (
        <p>{auth.noToken}</p>
      ) : (
        <form className="flex flex-col gap-4" onSubmit={onSubmit(({ password = '' }) => set.mutate({ token, password }))}>
          <TextField label={auth.newPassword} name="password" type="password" autoComplete="new-password" required minLength={8} hint={auth.passwordHint} error={wrong} />
          {set.isError && wrong === undefined && <Failure error={set.error} />}
          <Submit busy={set.isPending}>{auth.setButton}</Submit>
        </form>
      )}
    </AuthCard>
  )
}
