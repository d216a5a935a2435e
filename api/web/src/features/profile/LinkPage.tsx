import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useLocation } from 'react-router'
import { api, take } from '@/api/client'
import { keys } from '@/api/keys'
import { queryClient } from '@/api/query'
import type { Platform } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { Failure } from '@/ui/Failure'
import { Page } from '@/ui/Page'
import { Skeleton } from '@/ui/Skeleton'
import { urls } from '@/urls'
import { useWords } from '@/words'

const join = (token: string, confirm: boolean) => take(api.POST('/api/me/identities', { body: { token, confirm } }))

/** Where the link of the chat bot leads: joins a chat account to the account that is logged in, once the person has seen whose it is. */
export function Component() {
  const { link: w, platform, auth } = useWords()
  const token = useLocation().hash.slice(1)
  const offer = useQuery({ queryKey: ['link', token], queryFn: () => join(token, false), enabled: token !== '', retry: false, staleTime: Infinity })
  const confirm = useMutation({ mutationFn: () => join(token, true), onSuccess: () => void queryClient.invalidateQueries({ queryKey: keys.me }) })
  const identity = offer.data?.identity
  const name = identity === undefined ? '' : platform[identity.platform as Platform]
  return (
    <Page title={w.title}>
      {token === '' && <p>{w.noToken}</p>}
      {token !== '' && offer.isPending && <Skeleton lines={2} />}
      {offer.isError && <Failure error={offer.error} retry={() => void offer.refetch()} />}
      {identity !== undefined && (
        <div className="panel flex flex-col items-start gap-4 p-5">
          {confirm.isSuccess || offer.data?.joined === true ? (
            <>
              <p role="status" className="alert alert-success alert-soft">{w.done(name)}</p>
              <Link className="btn btn-primary" to={urls.home}>{auth.goOn}</Link>
            </>
          ) : (
            <>
              <p className="font-medium">{w.lead(name, identity.name)}</p>
              <p className="text-quiet text-sm">{w.hint}</p>
              {confirm.isError && <Failure error={confirm.error} />}
              <ActionButton className="btn-primary" busy={confirm.isPending} onPress={() => confirm.mutate()}>{w.confirm}</ActionButton>
            </>
          )}
        </div>
      )}
    </Page>
  )
}
