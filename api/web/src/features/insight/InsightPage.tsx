import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { useNow } from '@/lib/clock'
import { Failure } from '@/ui/Failure'
import { Page } from '@/ui/Page'
import { Skeleton } from '@/ui/Skeleton'
import { useWords } from '@/words'
import { Charts } from './Charts'
import { since } from './figures'
import { insightQuery } from './queries'

const periods = [7, 30, 90, 365] as const

/** How the desk is doing. Bars lead to the tickets behind them. */
export function Component() {
  const { insight: w } = useWords()
  const [params, setParams] = useSearchParams()
  const days = periods.find((p) => String(p) === params.get('days')) ?? 30
  const insight = useQuery(insightQuery(since(days, useNow().getTime())))
  return (
    <Page
      title={w.title}
      wide
      actions={
        <label className="flex items-center gap-2 text-sm">
          {w.range}
          <select className="select select-sm w-auto pe-8" value={days} onChange={(e) => setParams({ days: e.target.value }, { replace: true })}>
            {periods.map((p) => (
              <option key={p} value={p}>{w.days(p)}</option>
            ))}
          </select>
        </label>
      }
    >
      {insight.isPending && <Skeleton />}
      {insight.isError && <Failure error={insight.error} retry={() => void insight.refetch()} />}
      {insight.data !== undefined && <Charts insight={insight.data} />}
    </Page>
  )
}
