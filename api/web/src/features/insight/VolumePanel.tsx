import { useLanguage, useWords } from '@/words'
import { Panel } from '@/ui/Panel'
import { Skeleton } from '@/ui/Skeleton'
import { CsvButton } from './CsvButton'
import type { Day } from './days'

/** Tickets per day as columns, and as a table for those who do not see them. */
export function VolumePanel({ days }: { days: Day[] | undefined }) {
  const { insight: w, list } = useWords()
  const language = useLanguage()
  if (days === undefined) return <Panel title={w.volume}><Skeleton lines={3} /></Panel>
  const most = Math.max(1, ...days.map((d) => d.count))
  const total = days.reduce((sum, d) => sum + d.count, 0)
  const show = (date: string): string => new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(date))
  return (
    <Panel title={w.volume} note={<CsvButton title={w.volume} rows={days.map((d) => [d.date, d.count])} />}>
      <p className="mb-2 text-2xl font-semibold">{list.count(total)}</p>
      <svg viewBox={`0 0 ${days.length * 10} 60`} preserveAspectRatio="none" className="h-40 w-full" aria-hidden="true">
        {days.map((d, i) => (
          <rect key={d.date} x={i * 10 + 1} width="8" y={60 - (d.count / most) * 58} height={(d.count / most) * 58} rx="1" fill="var(--color-primary)">
            <title>{`${show(d.date)}: ${d.count}`}</title>
          </rect>
        ))}
        <rect x="0" y="59.5" width={days.length * 10} height=".5" fill="var(--color-base-300)" />
      </svg>
      <div className="text-quiet mt-1 flex justify-between text-xs" aria-hidden="true">
        <span>{show(days[0]?.date ?? '')}</span>
        <span>{show(days.at(-1)?.date ?? '')}</span>
      </div>
      <details className="mt-2 text-sm">
        <summary className="cursor-pointer">{w.table}</summary>
        <table className="mt-2">
          <tbody>
            {days.filter((d) => d.count > 0).map((d) => (
              <tr key={d.date}>
                <th scope="row" className="pe-6 text-start font-normal">{show(d.date)}</th>
                <td className="figures text-end">{d.count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </Panel>
  )
}
