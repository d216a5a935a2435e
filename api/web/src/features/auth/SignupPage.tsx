import { useMutation } from '@tanstack/react-query'
import { Link, Navigate, useSearchParams } from 'react-router'
import { onSubmit } from '@/lib/form'
import { safeReturn, urls } from '@/urls'
import { Failure, fieldErrors } from '@/ui/Failure'
import { Submit } from '@/ui/Submit'
import { TextField } from '@/ui/TextField'
import { useWords } from '@/words'
import { AuthCard } from './AuthCard'
import { signUp } from './actions'
import { useMe, useSignUpOpen } from './me'

export function Component() {
  const { auth } = useWords()
  const [params] = useSearchParams()
  const me = useMe()
  const mayJoin = useSignUpOpen()
  const signup = useMutation({ mutationFn: signUp })
  const wrong = fieldErrors(signup.error)
  if (me !== null) return <Navigate to={safeReturn(params.get('to'))} replace />
  return (
    <AuthCard
      title={auth.signUpTitle}
      {...(!mayJoin && { lead: auth.byInvitation })}
      footer={
        <>
          <span>{auth.haveAccount}</span>
          <Link className="link" to={urls.login(params.get('to') ?? undefined)}>{auth.logIn}</Link>
        </>
      }
    >
      {mayJoin && (
        <form className="flex flex-col gap-4" onSubmit={onSubmit(({ email = '', password = '', name = '' }) => signup.mutate({ email, password, name }))}>
          <TextField label={auth.name} name="name" autoComplete="name" required maxLength={100} error={wrong['name']} />
          <TextField label={auth.email} name="email" type="email" autoComplete="username" required error={wrong['email']} />
          <TextField label={auth.password} name="password" type="password" autoComplete="new-password" required minLength={8} hint={auth.passwordHint} error={wrong['password']} />
          {signup.isError && Object.keys(wrong).length === 0 && <Failure error={signup.error} />}
          <Submit busy={signup.isPending}>{auth.signUp}</Submit>
        </form>
      )}
    </AuthCard>
  )
}
