import { useMutation } from '@tanstack/react-query'
import { Link, Navigate, useLocation, useSearchParams } from 'react-router'
import { onSubmit } from '@/lib/form'
import { safeReturn, urls } from '@/urls'
import { Failure } from '@/ui/Failure'
import { Submit } from '@/ui/Submit'
import { TextField } from '@/ui/TextField'
import { useWords } from '@/words'
import { AuthCard } from './AuthCard'
import { logIn } from './actions'
import { useMe, useSignUpOpen } from './me'

export function Component() {
  const { auth } = useWords()
  const [params] = useSearchParams()
  const { ended } = (useLocation().state ?? {}) as { ended?: boolean }
  const me = useMe()
  const mayJoin = useSignUpOpen()
  const login = useMutation({ mutationFn: logIn })
  if (me !== null) return <Navigate to={safeReturn(params.get('to'))} replace />
  return (
    <AuthCard
      title={auth.logInTitle}
      {...(ended === true && { lead: auth.ended })}
      footer={
        <>
          <Link className="link" to={urls.forgot}>{auth.forgot}</Link>
          {mayJoin && <Link className="link" to={`${urls.signup}?${params.toString()}`}>{auth.signUp}</Link>}
        </>
      }
    >
      <form className="flex flex-col gap-4" onSubmit={onSubmit(({ email = '', password = '' }) => login.mutate({ email, password }))}>
        <TextField label={auth.email} name="email" type="email" autoComplete="username" required />
        <TextField label={auth.password} name="password" type="password" autoComplete="current-password" required />
        {login.isError && <Failure error={login.error} />}
        <Submit busy={login.isPending}>{auth.logIn}</Submit>
      </form>
    </AuthCard>
  )
}
