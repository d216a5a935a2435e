import { Link } from 'react-router'
import { Panel } from '@/ui/Panel'
import { useWords } from '@/words'
import { CsvButton } from './CsvButton'

export interface Bar {
  name: string
  count: number
  unit?: string
  detail?: string
  to?: string | undefined // the tickets behind it
}

/** Counts as bars beside their names: read as a list by those who do not see them. */
export function BarPanel({ title, bars, none }: { title: string; bars: Bar[]; none?: string }) {
  const { insight: w } = useWords()
  const most = Math.max(bars.some((b) => b.unit === ' %') ? 100 : 1, ...bars.map((b) => b.count))
  return (
    <Panel title={title} note={<CsvButton title={title} rows={bars.map((b) => [b.name, b.count])} />}>
      {bars.length === 0 && <p className="text-quiet text-sm">{none ?? w.none}</p>}
      <ul className="flex flex-col gap-2 text-sm">
        {bars.map((b) => (
          <li key={b.name} className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3">
            {b.to === undefined ? <span className="truncate">{b.name}</span> : <Link to={b.to} className="link link-hover truncate">{b.name}</Link>}
            <span className="figures">{b.count}{b.unit}</span>
            {b.detail !== undefined && b.detail !== '' && <span className="text-quiet col-span-2 text-xs">{b.detail}</span>}
            <svg viewBox="0 0 100 4" preserveAspectRatio="none" className="col-span-2 mt-1 h-1.5 w-full" aria-hidden="true">
              <rect width="100" height="4" fill="var(--color-base-300)" />
              <rect width={(b.count / most) * 100} height="4" fill="var(--color-primary)" />
            </svg>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
