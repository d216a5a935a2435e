import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { moderatorsQuery } from '@/features/people/queries'
import { type TicketFilter, formatFilter, noFilter, toCount } from '@/features/tickets/filter'
import { countsQuery } from '@/features/tickets/queries'
import { useNow } from '@/lib/clock'
import { Failure } from '@/ui/Failure'
import { Page } from '@/ui/Page'
import { urls } from '@/urls'
import { useWords } from '@/words'
import { BarPanel, type Bar } from './BarPanel'
import { VolumePanel } from './VolumePanel'
import { fillDays, since } from './days'

const periods = [7, 30, 90] as const

/** How the desk is doing. Every bar leads to the tickets behind it. */
export function Component() {
  const words = useWords()
  const { insight: w } = words
  const [params, setParams] = useSearchParams()
  const days = periods.find((p) => String(p) === params.get('days')) ?? 30
  const now = useNow().getTime()
  const period = { createdFrom: since(days, now) }
  const live = toCount(noFilter, now)
  const volume = useQuery(countsQuery({ ...period, by: 'day' }))
  const status = useQuery(countsQuery({ ...period, by: 'status' }))
  const priority = useQuery(countsQuery({ ...live, by: 'priority' }))
  const skill = useQuery(countsQuery({ ...period, by: 'skill' }))
  const owner = useQuery(countsQuery({ ...live, by: 'assignee' }))
  const source = useQuery(countsQuery({ ...period, by: 'platform' }))
  const people = useQuery(moderatorsQuery).data ?? []
  const failed = [volume, status, priority, skill, owner, source].find((q) => q.isError)
  const to = (chosen: Partial<TicketFilter>): string => `${urls.queue}?${formatFilter({ ...noFilter, ...chosen }).toString()}`
  const bars = (counts: Record<string, number> | undefined, name: (key: string) => string, filter: (key: string) => Partial<TicketFilter> | null): Bar[] | undefined =>
    counts && Object.entries(counts).sort(([, a], [, b]) => b - a).slice(0, 12).map(([key, count]) => {
      const chosen = filter(key)
      return { name: name(key), count, to: chosen === null ? undefined : to(chosen) }
    })
  const named = (map: Record<string, string>) => (key: string): string => map[key] ?? (key === '' ? w.unnamed : key)
  const person = (id: string): string => (id === '' ? w.unassigned : (people.find((p) => p.id === id)?.name ?? w.someone))
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
      {failed !== undefined && <Failure error={failed.error} retry={() => void failed.refetch()} />}
      <VolumePanel days={volume.data && fillDays(volume.data, days, now)} />
      <div className="grid items-start gap-4 md:grid-cols-2 xl:grid-cols-3">
        <BarPanel title={w.byOwner} bars={bars(owner.data, person, (id) => ({ assignee: id === '' ? 'none' : id }))} />
        <BarPanel title={`${w.byPriority} · ${w.live}`} bars={bars(priority.data, named(words.priority), (p) => ({ priority: [p as 'low'] }))} />
        <BarPanel title={w.byStatus} bars={bars(status.data, named(words.status), (s) => ({ status: [s as 'open'] }))} />
        <BarPanel title={w.bySkill} bars={bars(skill.data, named({}), (s) => (s === '' ? null : { skill: [s], everything: true }))} />
        <BarPanel title={w.bySource} bars={bars(source.data, named(words.platform), () => null)} />
      </div>
    </Page>
  )
}
