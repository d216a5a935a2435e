import { Link } from 'react-router'
import { useWords } from '@/words'
import type { Column } from './Columns'

interface ColumnsTableProps {
  series: readonly string[]
  columns: readonly Column[]
  name: (at: string) => string
  value: (value: number | null) => string
}

/** The same figures to read; each day leads to its tickets. */
export function ColumnsTable({ series, columns, name, value }: ColumnsTableProps) {
  const { insight: w } = useWords()
  return (
    <details className="mt-2 text-sm">
      <summary className="cursor-pointer">{w.table}</summary>
      <div className="mt-2 overflow-x-auto">
        <table>
          <thead>
            <tr>
              <td />
              {series.map((s) => (
                <th key={s} scope="col" className="pe-4 text-end font-medium">{s}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {columns.map((c) => (
              <tr key={c.from}>
                <th scope="row" className="pe-6 text-start font-normal whitespace-nowrap"><Link className="link" to={c.to}>{name(c.from)}</Link></th>
                {c.values.map((v, i) => (
                  <td key={i} className="figures pe-4 text-end whitespace-nowrap">{value(v)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
