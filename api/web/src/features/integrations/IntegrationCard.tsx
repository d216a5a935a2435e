import { useMutation } from '@tanstack/react-query'
import { api, take } from '@/api/client'
import { queryClient } from '@/api/query'
import { sentence } from '@/ui/Failure'
import { Time } from '@/ui/Time'
import { useWords } from '@/words'
import { type Integration, integrationsQuery } from './queries'

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
          <p className={`text-sm [overflow-wrap:anywhere] ${i.state === 'failing' ? 'text-error' : 'text-quiet'}`}>
            {i.state === 'failing' ? w.error : w.errorOver}
            {i.errorAt !== null && <> (<Time at={i.errorAt} exact />)</>}: {i.error}
          </p>
        )}
        <p role="status" className={`text-sm ${test.isError ? 'text-error' : 'text-success'}`}>
          {test.isSuccess && w.passed[i.name]}
          {test.isError && `${w.failed}: ${sentence(test.error, words)}`}
        </p>
      </div>
      {i.state !== 'off' && (
        <button type="button" className="btn btn-sm" aria-label={`${w.test[i.name]}: ${title}`} aria-disabled={test.isPending} onClick={() => !test.isPending && test.mutate()}>
          {test.isPending && <span className="loading loading-spinner loading-xs" aria-hidden="true" />}
          {w.test[i.name]}
        </button>
      )}
    </li>
  )
}
