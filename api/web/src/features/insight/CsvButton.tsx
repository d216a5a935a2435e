import { useWords } from '@/words'
import { toCsv } from './figures'

/** Saves what a chart shows as a file. */
export function CsvButton({ title, rows }: { title: string; rows: readonly (readonly [string, ...(number | null)[]])[] }) {
  const { insight: w } = useWords()
  const save = (): void => {
    const url = URL.createObjectURL(new Blob([toCsv(rows)], { type: 'text/csv' }))
    const link = document.createElement('a')
    link.href = url
    link.download = `${title}.csv`
    link.click()
    URL.revokeObjectURL(url)
  }
  return (
    <button type="button" className="btn btn-ghost btn-xs" aria-label={`${w.csv}: ${title}`} onClick={save}>{w.csv}</button>
  )
}
