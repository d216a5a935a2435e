import { PersonField } from '@/features/people/PersonField'
import { givesFocusBack } from '@/lib/focus'
import { onSubmit } from '@/lib/form'
import { useWords } from '@/words'
import type { BulkSet } from './actions'
import { priorities, statuses } from './filter'
import type { Row } from './row'
import { useBulk } from './useBulk'

const nobody = 'nobody'

/** What can be done with the tickets that are ticked. */
export function BulkBar({ selected, onDone }: { selected: readonly Row[]; onDone: () => void }) {
  const words = useWords()
  const { queue: w } = words
  const bulk = useBulk()
  const apply = (set: BulkSet): void => {
    if (!bulk.isPending) bulk.mutate({ numbers: selected.map((t) => t.number), set }, { onSuccess: ({ error }) => error === undefined && onDone() })
  }
  const pick = (label: string, options: readonly (readonly [string, string])[], change: (value: string) => BulkSet) => (
    <select aria-label={label} className="select select-sm w-auto pe-8" value="" onChange={(e) => apply(change(e.target.value))}>
      <option value="" disabled>{label}</option>
      {options.map(([value, text]) => (
        <option key={value} value={value}>{text}</option>
      ))}
    </select>
  )
  return (
    <div ref={givesFocusBack} role="group" aria-label={w.selected(selected.length)} className="panel border-primary sticky bottom-3 z-10 flex flex-wrap items-center gap-2 p-2 shadow-lg">
      <span className="px-2 font-medium" aria-live="polite">{w.selected(selected.length)}</span>
      <PersonField aria={{ 'aria-label': w.assignTo }} className="w-40" up placeholder={w.assignTo} value="" choices={[[nobody, w.nobody]]} onChange={(id) => apply({ assignee: id === nobody ? null : id })} />
      {pick(w.setStatus, statuses.map((s) => [s, words.status[s]]), (s) => ({ status: statuses.find((x) => x === s) }))}
      {pick(w.setPriority, priorities.map((p) => [p, words.priority[p]]), (p) => ({ priority: priorities.find((x) => x === p) }))}
      <form className="join" onSubmit={onSubmit(({ tag = '' }) => tag.trim() !== '' && apply({ addTags: [tag.trim()] }))}>
        <input name="tag" aria-label={w.tag} placeholder={w.tag} className="input input-sm join-item w-28" maxLength={40} autoComplete="off" />
        <button type="submit" className="btn btn-sm join-item">{w.addTag}</button>
      </form>
      <button type="button" className="btn btn-ghost btn-sm ms-auto" onClick={onDone}>{w.clearSelection}</button>
    </div>
  )
}
