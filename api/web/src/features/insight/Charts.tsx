import type { Platform } from '@/api/types'
import { readBy } from '@/features/tickets/offline'
import { span } from '@/lib/time'
import { useLanguage, useWords } from '@/words'
import { type Bar, BarPanel } from './BarPanel'
import { type Column, Columns } from './Columns'
import { effort, judged } from './figures'
import { type Insight, listOf } from './queries'

const platforms: readonly Platform[] = ['web', 'slack', 'discord', 'email', 'system']

export function Charts({ insight }: { insight: Insight }) {
  const words = useWords()
  const { insight: w } = words
  const language = useLanguage()
  const long = (seconds: number): string => span(seconds, language)
  const opened = insight.volume.reduce((sum, v) => sum + v.total, 0)
  const times = (list: Insight['response']): Column[] => list.map((r) => ({ from: r.from, values: [r.p50, r.p90], to: listOf(r.tickets) }))
  const typical = (list: Insight['response']): string => {
    const known = list.map((r) => r.p50).filter((p) => p !== null).sort((a, b) => a - b)
    const middle = known[Math.floor(known.length / 2)]
    return middle === undefined ? '–' : long(middle)
  }
  const bars = (list: Insight['backlog'], name: (key: string) => string): Bar[] =>
    list.map((b) => ({ name: name(b.name), count: b.count, to: b.tickets === null ? undefined : listOf(b.tickets) }))
  const named = (map: Record<string, string>) => (key: string): string => map[key] ?? (key === '' ? w.unnamed : key)
  const fields: Record<string, string> = { priority: words.ticket.priority, skills: words.ticket.skills, summary: words.ai.summary, notes: words.ai.notes, category: words.ticket.category }
  const sources = platforms.filter((p) => insight.volume.some((v) => (v.sources[p] ?? 0) > 0))
  const volume = insight.volume.map((v) => ({ from: v.from, values: sources.map((p) => v.sources[p] ?? 0), to: listOf(v.tickets) }))
  const from = (p: Platform): number => insight.volume.reduce((sum, v) => sum + (v.sources[p] ?? 0), 0)
  return (
    <>
      {insight.truncated && <p className="alert alert-warning alert-soft">{w.truncated}</p>}
      <Columns title={insight.bucket === 'week' ? w.volumeWeekly : w.volume} lead={words.list.count(opened)} series={sources.map((p) => words.platform[p])} stacked columns={volume} show={String} none={w.none} />
      <div className="grid grid-cols-1 gap-4 md:grid-cols-2">
        <Columns title={w.response} lead={typical(insight.response)} series={[w.half, w.most]} stacked={false} columns={times(insight.response)} show={long} none={opened === 0 ? w.none : w.noneTaken} />
        <Columns title={w.resolution} lead={typical(insight.resolution)} series={[w.half, w.most]} stacked={false} columns={times(insight.resolution)} show={long} none={w.noneResolved} />
      </div>
      <div className="grid grid-cols-1 gap-4 md:grid-cols-2 xl:grid-cols-3">
        <BarPanel title={w.byOwner} bars={insight.load.map((l) => ({ name: l.awayNow ? `${l.person.name} (${words.people.away})` : l.person.name, count: l.live, to: listOf(l.tickets) }))} />
        <BarPanel title={w.backlog} bars={bars(insight.backlog, named(w.ages))} />
        <BarPanel title={w.byPriority} bars={bars(insight.priorities, named(words.priority))} />
        <BarPanel title={w.bySkill} bars={bars(insight.skills, named({}))} />
        <BarPanel title={w.bySource} bars={sources.map((p) => ({ name: words.platform[p], count: from(p) }))} />
        <BarPanel title={w.acceptance} bars={judged(insight.acceptance).map((a) => ({ name: `${fields[a.field] ?? a.field}: ${w.acceptedOf(a.accepted, a.proposed)}`, count: a.percent, unit: ' %' }))} none={opened === 0 ? w.none : w.noneDone} />
        <BarPanel title={w.readings} bars={insight.readings.map((r) => ({ name: readBy(r, words), detail: effort(r, language, words), count: r.count }))} />
      </div>
    </>
  )
}
