import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { useMyself } from '@/features/auth/me'
import { useNow } from '@/lib/clock'
import { dayOf, zoneOf } from '@/lib/time'
import { Failure } from '@/ui/Failure'
import { Page } from '@/ui/Page'
import { SaveCsv } from '@/ui/SaveCsv'
import { Skeleton } from '@/ui/Skeleton'
import { useWords } from '@/words'
import { Charts } from './Charts'
import { RangeField } from './RangeField'
import { periods, rangeOf } from './figures'
import { insightQuery } from './queries'

const widest = Math.max(...periods)

/** How the desk is doing. Bars lead to the tickets behind them. */
export function Component() {
  const { insight: w } = useWords()
  const [params, setParams] = useSearchParams()
  const zone = zoneOf(useMyself().timeZone)
  const today = dayOf(useNow(), zone)
  const range = { ...rangeOf(params, today), timeZone: zone }
  const insight = useQuery(insightQuery(range))
  return (
    <Page
      title={w.title}
      wide
      actions={
        <>
          <RangeField params={params} today={today} onChange={(next) => setParams(next, { replace: true })} />
          <SaveCsv path="/api/insight" query={range} name="insight.csv" />
        </>
      }
    >
      {insight.isPending && <Skeleton />}
      {insight.isError && <Failure error={insight.error} retry={() => void insight.refetch()} />}
      {insight.data?.volume.every((v) => v.total === 0) && (
        <div className="alert alert-soft flex flex-wrap">
          <span className="grow basis-48">{w.noneOpened}</span>
          {params.get('days') !== String(widest) && <button type="button" className="btn btn-sm" onClick={() => setParams({ days: String(widest) }, { replace: true })}>{w.widest(widest)}</button>}
        </div>
      )}
      {insight.data !== undefined && <Charts insight={insight.data} />}
    </Page>
  )
}
