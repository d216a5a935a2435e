import { useMutation } from '@tanstack/react-query'
import { api, take } from '@/api/client'
import { ApiError } from '@/api/errors'
import { queryClient } from '@/api/query'
import type { Cause } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { sentence } from '@/ui/Failure'
import { Time } from '@/ui/Time'
import { Why } from '@/ui/Why'
import { useWords } from '@/words'
import { type Integration, integrationsQuery } from './queries'

/** What stays as it is until somebody corrects a setting. */
const lasting: readonly (Cause | null)[] = ['settings', 'login_refused', 'model_refused']

const tones: Record<Integration['state'], string> = { off: 'badge-ghost', starting: 'badge-info', untried: 'badge-ghost', ready: 'badge-success', failing: 'badge-error' }

/** One service: its state, what last went wrong, and a test with its result. */
export function IntegrationCard({ integration: i }: { integration: Integration }) {
  const words = useWords()
  const { integrations: w } = words
  const title = i.name === 'email' ? words.platform.email : i.title
  const test = useMutation({
    mutationFn: () => take(api.POST('/api/admin/integrations/{name}/test', { params: { path: { name: i.name } } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: integrationsQuery.queryKey }),
  })
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 p-4">
      <div className="min-w-0 grow basis-64">
        <h2 className="flex flex-wrap items-center gap-2 font-medium">
          {title} <span className={`badge badge-sm badge-soft ${tones[i.state]}`}>{w.states[i.state]}</span>
          {i.since !== null && <span className="text-quiet text-sm font-normal">{w.since} <Time at={i.since} exact /></span>}
        </h2>
        <p className="text-quiet text-sm">{i.state === 'off' ? w.setUp[i.name] : w.uses[i.name]}</p>
        {i.error !== '' && (
          <div className={`text-sm ${i.state === 'failing' ? 'text-error' : 'text-quiet'}`}>
            <p>
              {i.state === 'failing' ? w.error : w.errorOver}
              {i.errorAt !== null && <> (<Time at={i.errorAt} exact />)</>}:
            </p>
            <Why cause={i.cause} said={i.error} then={i.state === 'failing' && !lasting.includes(i.cause) ? words.ticket.triesAgain : ''} />
          </div>
        )}
        <div role="status" className={`text-sm ${test.isError ? 'text-error' : 'text-success'}`}>
          {test.isSuccess && w.passed[i.name]}
          {test.isError && <TestFailure error={test.error} />}
        </div>
      </div>
      {i.state !== 'off' && (
        <ActionButton className="btn-sm" aria-label={`${w.test[i.name]}: ${title}`} busy={test.isPending} onPress={() => test.mutate()}>
          {test.isPending && <span className="loading loading-spinner loading-xs" aria-hidden="true" />}
          {w.test[i.name]}
        </ActionButton>
      )}
    </li>
  )
}

/** What a test showed that did not go well. */
function TestFailure({ error }: { error: Error }) {
  const words = useWords()
  const { failed } = words.integrations
  if (!(error instanceof ApiError) || error.why === null) return <p>{failed}: {sentence(error, words)}</p>
  return (
    <>
      <p>{failed}:</p>
      <Why cause={error.why} said={error.args.join()} />
    </>
  )
}
