import { Panel } from '@/ui/Panel'
import { useLanguage } from '@/words'
import { ColumnsPicture, fills } from './ColumnsPicture'
import { ColumnsTable } from './ColumnsTable'
import { CsvButton } from './CsvButton'

export interface Column {
  from: string // when it begins, on the reader's clock
  values: (number | null)[] // one for each series
  to: string // the tickets behind it
}

interface ColumnsProps {
  title: string
  lead: string
  series: readonly string[] // their names
  /** Whether the values of a column make one whole; otherwise each stands before the next. */
  stacked: boolean
  columns: readonly Column[]
  show: (value: number) => string
  /** Said when there is no figure. */
  none: string
}

/** Figures over time as columns that lead to their tickets, and as a table for those who do not see or point. */
export function Columns({ title, lead, series, stacked, columns, show, none }: ColumnsProps) {
  const language = useLanguage()
  const name = (at: string): string => new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(at.slice(0, 10)))
  const value = (v: number | null): string => (v === null ? '–' : show(v))
  const [first, last] = [columns[0], columns.at(-1)]
  const full = columns.filter((c) => c.values.some((v) => v !== null && (v > 0 || !stacked))) // a wait of no time is one
  return (
    <Panel title={title} note={<CsvButton title={title} rows={columns.map((c) => [c.from.slice(0, 10), ...c.values])} />}>
      <p className="mb-2 text-2xl font-semibold">{lead}</p>
      {full.length === 0 && <p className="text-quiet text-sm">{none}</p>}
      {full.length > 0 && (
        <>
          <ul className="text-quiet mb-2 flex flex-wrap gap-x-4 text-xs">
            {series.map((s, i) => (
              <li key={s} className="flex items-center gap-1.5">
                <svg viewBox="0 0 8 8" className="size-2.5" aria-hidden="true"><rect width="8" height="8" rx="2" fill={fills[i]} /></svg>
                {s}
              </li>
            ))}
          </ul>
          <ColumnsPicture columns={columns} stacked={stacked} title={(c) => `${name(c.from)}: ${c.values.map((v, i) => `${series[i] ?? ''} ${value(v)}`).join(', ')}`} />
          <div className="text-quiet mt-1 flex justify-between text-xs" aria-hidden="true">
            <span>{first && name(first.from)}</span>
            <span>{last && name(last.from)}</span>
          </div>
          <ColumnsTable series={series} columns={full} name={name} value={value} />
        </>
      )}
    </Panel>
  )
}
