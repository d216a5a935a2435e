import { useMutation } from '@tanstack/react-query'
import { Link, useLocation } from 'react-router'
import { keys } from '@/api/keys'
import { queryClient } from '@/api/query'
import { urls } from '@/urls'
import { ActionButton } from '@/ui/ActionButton'
import { Failure } from '@/ui/Failure'
import { Page } from '@/ui/Page'
import { useWords } from '@/words'
import { verify } from './actions'

/** Where the link of the welcome mail leads: proves the mailbox of the account that is logged in. A press is asked for: scanners of mail open links, and this one works once. */
export function Component() {
  const { auth } = useWords()
  const token = useLocation().hash.slice(1)
  const check = useMutation({ mutationFn: () => verify({ token }), onSuccess: () => void queryClient.invalidateQueries({ queryKey: keys.me }) })
  return (
    <Page title={auth.verifyTitle}>
      {token === '' ? (
        <p>{auth.noToken}</p>
      ) : (
        <div className="panel flex flex-col items-start gap-4 p-5">
          {check.isSuccess ? (
            <>
              <p role="status" className="alert alert-success alert-soft">{auth.verified}</p>
              <Link className="btn btn-primary" to={urls.home}>{auth.goOn}</Link>
            </>
          ) : (
            <>
              {check.isError && <Failure error={check.error} />}
              <ActionButton className="btn-primary" busy={check.isPending} onPress={() => check.mutate()}>{auth.verifyTitle}</ActionButton>
            </>
          )}
        </div>
      )}
    </Page>
  )
}
