import { useQuery } from '@tanstack/react-query'
import { Failure } from '@/ui/Failure'
import { Page } from '@/ui/Page'
import { Skeleton } from '@/ui/Skeleton'
import { useWords } from '@/words'
import { IntegrationCard } from './IntegrationCard'
import { integrationsQuery } from './queries'

/** The services the desk is connected to, and how each fares. */
export function Component() {
  const { integrations: w } = useWords()
  const list = useQuery(integrationsQuery)
  return (
    <Page title={w.title}>
      <p className="text-quiet -mt-2">{w.lead}</p>
      {list.isPending && <Skeleton />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.data !== undefined && (
        <ul className="panel divide-base-300 divide-y" aria-label={w.title}>
          {list.data.map((i) => (
            <IntegrationCard key={i.name} integration={i} />
          ))}
        </ul>
      )}
    </Page>
  )
}
