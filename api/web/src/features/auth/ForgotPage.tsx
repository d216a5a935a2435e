import { useMutation } from '@tanstack/react-query'
import { Link } from 'react-router'
import { onSubmit } from '@/lib/form'
import { urls } from '@/urls'
import { Failure } from '@/ui/Failure'
import { Submit } from '@/ui/Submit'
import { TextField } from '@/ui/TextField'
import { useWords } from '@/words'
import { AuthCard } from './AuthCard'
import { askForLink } from './actions'

export function Component() {
  const { auth } = useWords()
  const ask = useMutation({ mutationFn: askForLink })
  return (
    <AuthCard title={auth.forgotTitle} lead={auth.forgotHint} footer={<Link className="link" to={urls.login()}>{auth.logIn}</Link>}>
      {ask.isSuccess ? (
        <p role="status" className="alert alert-success alert-soft">{auth.linkSent}</p>
      ) : (
        <form className="flex flex-col gap-4" onSubmit={onSubmit(({ email = '' }) => ask.mutate({ email }))}>
          <TextField label={auth.email} name="email" type="email" autoComplete="username" required />
          {ask.isError && <Failure error={ask.error} />}
          <Submit busy={ask.isPending}>{auth.sendLink}</Submit>
        </form>
      )}
    </AuthCard>
  )
}
