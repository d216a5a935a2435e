import { Link } from 'react-router'
import type { Column } from './Columns'

/** One for each series, told apart by their lightness as well. */
export const fills = [
  'var(--color-primary)', 'color-mix(in oklab, var(--color-primary) 45%, var(--color-base-100))', 'var(--color-accent)', 'color-mix(in oklab, var(--color-accent) 45%, var(--color-base-100))', 'var(--color-secondary)',
]

const height = 60
const room = height - 2 // above the line at the bottom

interface ColumnsPictureProps {
  columns: readonly Column[]
  stacked: boolean
  title: (column: Column) => string
}

/** The columns as a picture for those who see it. Each can be pointed at and pressed; by keyboard the table does the same. */
export function ColumnsPicture({ columns, stacked, title }: ColumnsPictureProps) {
  const whole = (c: Column): number => c.values.reduce<number>((sum, v) => (stacked ? sum + (v ?? 0) : Math.max(sum, v ?? 0)), 0)
  const most = Math.max(1, ...columns.map(whole))
  const high = (value: number): number => (value / most) * room
  return (
    <div className="relative" aria-hidden="true">
      <svg viewBox={`0 0 ${columns.length * 10} ${height}`} preserveAspectRatio="none" className="h-36 w-full">
        {columns.map((c, i) => (
          <g key={c.from}>{bars(c, stacked).map((b) => (
            <rect key={b.series} x={i * 10 + b.inset} width={10 - 2 * b.inset} y={height - 0.5 - high(b.top)} height={high(b.top - b.bottom)} fill={fills[b.series]} />
          ))}</g>
        ))}
        <rect x="0" y={height - 0.5} width={columns.length * 10} height=".5" fill="var(--color-base-300)" />
      </svg>
      <div className="absolute inset-0 flex">
        {columns.map((c) => (
          <Link key={c.from} to={c.to} tabIndex={-1} title={title(c)} className="hover:bg-base-content/10 min-w-0 grow basis-0" />
        ))}
      </div>
    </div>
  )
}

/** The bars of a column, what is behind first: on top of one another, or the first before the second. */
function bars(column: Column, stacked: boolean): { series: number; bottom: number; top: number; inset: number }[] {
  let sum = 0
  const all = column.values.map((value, series) => {
    const bottom = stacked ? sum : 0
    sum = bottom + (value ?? 0)
    return { series, bottom, top: sum, inset: stacked ? 1 : 1 + series }
  })
  return stacked ? all : all.map((b) => ({ ...b, inset: all.length - b.series })).reverse()
}
