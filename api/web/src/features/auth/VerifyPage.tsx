import { useMutation } from '@tanstack/react-query'
import { Link, useLocation } from 'react-router'
import { urls } from '@/urls'
import { Failure } from '@/ui/Failure'
import { onSubmit } from '@/lib/form'
import { Submit } from '@/ui/Submit'
import { useWords } from '@/words'
import { AuthCard } from './AuthCard'
import { verify } from './actions'

/** Where the link of the welcome mail leads. A press is asked for: scanners of mail open links, and this one works once. */
export function Component() {
  const { auth } = useWords()
  const token = useLocation().hash.slice(1)
  const check = useMutation({ mutationFn: verify })
  return (
    <AuthCard title={auth.verifyTitle}>
      {check.isSuccess ? (
        <>
          <p role="status" className="alert alert-success alert-soft">{auth.verified}</p>
          <Link className="btn btn-primary" to={urls.home}>{auth.goOn}</Link>
        </>
      ) : token === '' ? (
        <p>{auth.noToken}</p>
      ) : (
        <form className="flex flex-col gap-4" onSubmit={onSubmit(() => check.mutate({ token }))}>
          {check.isError && <Failure error={check.error} />}
          <Submit busy={check.isPending}>{auth.verifyTitle}</Submit>
        </form>
      )}
    </AuthCard>
  )
}
