import { Panel } from '@/ui/Panel'
import { useLanguage, useWords } from '@/words'
import { CsvButton } from './CsvButton'

export interface Column {
  from: string // when it begins
  values: (number | null)[] // one for each series, the tallest in front of the others
}

interface ColumnsProps {
  title: string
  lead: string
  series: readonly string[] // their names, when there is more than one
  columns: readonly Column[]
  show: (value: number) => string
}

const fills = ['var(--color-primary)', 'color-mix(in oklab, var(--color-primary) 45%, var(--color-base-100))']

/** Figures over time as columns, and as a table for those who do not see them. */
export function Columns({ title, lead, series, columns, show }: ColumnsProps) {
  const { insight: w } = useWords()
  const language = useLanguage()
  const most = Math.max(1, ...columns.flatMap((c) => c.values.map((v) => v ?? 0)))
  const name = (at: string): string => new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(at))
  const first = columns[0]
  const last = columns.at(-1)
  return (
    <Panel title={title} note={<CsvButton title={title} rows={columns.map((c) => [c.from.slice(0, 10), ...c.values])} />}>
      <p className="mb-2 text-2xl font-semibold">{lead}</p>
      {series.length > 1 && (
        <ul className="text-quiet mb-2 flex flex-wrap gap-4 text-xs">
          {series.map((s, i) => (
            <li key={s} className="flex items-center gap-1.5">
              <svg viewBox="0 0 8 8" className="size-2.5" aria-hidden="true"><rect width="8" height="8" rx="2" fill={fills[i]} /></svg>
              {s}
            </li>
          ))}
        </ul>
      )}
      <svg viewBox={`0 0 ${columns.length * 10} 60`} preserveAspectRatio="none" className="h-36 w-full" aria-hidden="true">
        {columns.flatMap((c, i) =>
          c.values.map((v, s) => ({ v: v ?? 0, s })).reverse().map(({ v, s }) => (
            <rect key={`${i} ${s}`} x={i * 10 + 1 + s} width={8 - 2 * s} y={59.5 - (v / most) * 58} height={(v / most) * 58} fill={fills[series.length > 1 ? 1 - s : 0]}>
              <title>{`${name(c.from)}: ${show(v)}`}</title>
            </rect>
          )),
        )}
        <rect x="0" y="59.5" width={columns.length * 10} height=".5" fill="var(--color-base-300)" />
      </svg>
      <div className="text-quiet mt-1 flex justify-between text-xs" aria-hidden="true">
        <span>{first && name(first.from)}</span>
        <span>{last && name(last.from)}</span>
      </div>
      <details className="mt-2 text-sm">
        <summary className="cursor-pointer">{w.table}</summary>
        <table className="mt-2">
          <tbody>
            {columns.filter((c) => c.values.some((v) => v !== null && v > 0)).map((c) => (
              <tr key={c.from}>
                <th scope="row" className="pe-6 text-start font-normal">{name(c.from)}</th>
                {c.values.map((v, i) => (
                  <td key={i} className="figures pe-4 text-end">{v === null ? '–' : show(v)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </Panel>
  )
}
