import { Link } from 'react-router'
import { Panel } from '@/ui/Panel'
import { useLanguage, useWords } from '@/words'
import { ColumnsPicture, fills } from './ColumnsPicture'
import { CsvButton } from './CsvButton'

export interface Column {
  from: string // when it begins
  values: (number | null)[] // one for each series
  to: string // the tickets behind it
}

export interface ColumnsProps {
  title: string
  lead: string
  series: readonly string[] // their names, when there is more than one
  /** Whether the values of a column make one whole; otherwise each stands before the next. */
  stacked: boolean
  columns: readonly Column[]
  show: (value: number) => string
}

/** Figures over time as columns that lead to their tickets, and as a table for those who do not see or point. */
export function Columns({ title, lead, series, stacked, columns, show }: ColumnsProps) {
  const { insight: w } = useWords()
  const language = useLanguage()
  const name = (at: string): string => new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(at))
  const first = columns[0]
  const last = columns.at(-1)
  const full = columns.filter((c) => c.values.some((v) => v !== null && v > 0))
  return (
    <Panel title={title} note={<CsvButton title={title} rows={columns.map((c) => [c.from.slice(0, 10), ...c.values])} />}>
      <p className="mb-2 text-2xl font-semibold">{lead}</p>
      <ul className="text-quiet mb-2 flex min-h-4 flex-wrap gap-x-4 text-xs">
        {series.length > 1 && series.map((s, i) => (
          <li key={s} className="flex items-center gap-1.5">
            <svg viewBox="0 0 8 8" className="size-2.5" aria-hidden="true"><rect width="8" height="8" rx="2" fill={fills[i]} /></svg>
            {s}
          </li>
        ))}
      </ul>
      <ColumnsPicture columns={columns} stacked={stacked} title={(c) => `${name(c.from)}: ${c.values.map((v, i) => `${series.length > 1 ? `${series[i] ?? ''} ` : ''}${v === null ? '–' : show(v)}`).join(', ')}`} />
      <div className="text-quiet mt-1 flex justify-between text-xs" aria-hidden="true">
        <span>{first && name(first.from)}</span>
        <span>{last && name(last.from)}</span>
      </div>
      {full.length > 0 && (
        <details className="mt-2 text-sm">
          <summary className="cursor-pointer">{w.table}</summary>
          <div className="mt-2 overflow-x-auto">
            <table>
              {series.length > 1 && (
                <thead>
                  <tr>
                    <td />
                    {series.map((s) => <th key={s} scope="col" className="pe-4 text-end font-medium">{s}</th>)}
                  </tr>
                </thead>
              )}
              <tbody>
                {full.map((c) => (
                  <tr key={c.from}>
                    <th scope="row" className="pe-6 text-start font-normal whitespace-nowrap"><Link className="link" to={c.to}>{name(c.from)}</Link></th>
                    {c.values.map((v, i) => (
                      <td key={i} className="figures pe-4 text-end whitespace-nowrap">{v === null ? '–' : show(v)}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      )}
    </Panel>
  )
}
