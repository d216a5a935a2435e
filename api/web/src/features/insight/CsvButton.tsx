import { saveFile } from '@/lib/save'
import { useWords } from '@/words'
import { toCsv } from './figures'

/** Saves what a chart shows as a file. */
export function CsvButton({ title, rows }: { title: string; rows: readonly (readonly [string, ...(number | null)[]])[] }) {
  const { insight: w } = useWords()
  const save = (): void => saveFile(`${title}.csv`, toCsv(rows), 'text/csv')
  return (
    <button type="button" className="btn btn-ghost btn-xs" aria-label={`${w.csv}: ${title}`} onClick={save}>{w.csv}</button>
  )
}
