import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { Failure } from '@/ui/Failure'
import { Page } from '@/ui/Page'
import { Skeleton } from '@/ui/Skeleton'
import { urls } from '@/urls'
import { useWords } from '@/words'
import { HowPanel } from './HowPanel'
import { RulesForm } from './RulesForm'
import { rulesQuery } from './queries'

/** The times that routing goes by. */
export function Component() {
  const { routing: w } = useWords()
  const rules = useQuery(rulesQuery)
  return (
    <Page
      title={w.title}
      actions={
        <div className="flex flex-wrap gap-2">
          <Link className="btn btn-sm border-base-300 bg-base-100" to={urls.auditOf('routing')}>{w.changes}</Link>
          <Link className="btn btn-sm border-base-300 bg-base-100" to={urls.trial}>{w.tryIt}</Link>
        </div>
      }
    >
      <p className="text-quiet -mt-2">{w.lead}</p>
      <HowPanel />
      {rules.isPending && <Skeleton />}
      {rules.isError && <Failure error={rules.error} retry={() => void rules.refetch()} />}
      {rules.isSuccess && <RulesForm stored={rules.data} />}
    </Page>
  )
}
