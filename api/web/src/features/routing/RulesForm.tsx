import { useEffect, useRef, useState } from 'react'
import { onSubmit } from '@/lib/form'
import { Discard } from '@/ui/Discard'
import { Failure, fieldErrors } from '@/ui/Failure'
import { Submit } from '@/ui/Submit'
import { useWords } from '@/words'
import { CalendarPanel } from './CalendarPanel'
import { ClashDialog } from './ClashDialog'
import { LeadsPanel } from './LeadsPanel'
import { LengthsPanel } from './LengthsPanel'
import { type Part, type Rules, wrongParts } from './rules'
import { useRules } from './useRules'

/** The rules as a form: what is wrong stands beside its field, and nothing is sent until it is right. */
export function RulesForm({ stored }: { stored: Rules }) {
  const { routing: w } = useWords()
  const { draft, turn, clashes, save, changed, edit, discard, choose } = useRules(stored)
  const [checked, setChecked] = useState(0) // how often somebody tried to save
  const form = useRef<HTMLFormElement>(null)
  const wrong = wrongParts(draft)
  const refused = fieldErrors(save.error)
  const errorOf = (part: Part): string | undefined => {
    const own = checked > 0 ? wrong[part] : undefined
    return own === undefined ? refused[part] : w.wrong[own]
  }
  useEffect(() => {
    if (checked > 0) form.current?.querySelector<HTMLElement>('[aria-invalid=true], [aria-describedby] input')?.focus()
  }, [checked])
  const submit = (): void => {
    if (Object.keys(wrong).length > 0) {
      setChecked((n) => n + 1)
      return
    }
    setChecked(0)
    save.mutate(draft)
  }
  return (
    <form ref={form} noValidate className="flex flex-col gap-4" onSubmit={onSubmit(submit)}>
      <LengthsPanel of="patience" draft={draft} turn={turn} errorOf={errorOf} onChange={edit} />
      <LengthsPanel of="due" draft={draft} turn={turn} errorOf={errorOf} onChange={edit} />
      <CalendarPanel draft={draft} errorOf={errorOf} onChange={edit} />
      <LeadsPanel draft={draft} error={refused['leads']} onChange={edit} />
      {save.isError && Object.keys(refused).length === 0 && <Failure error={save.error} />}
      <div className="bg-base-200 border-base-300 sticky bottom-0 z-10 -mx-4 flex flex-wrap items-center justify-end gap-2 border-t px-4 py-3 sm:mx-0 sm:px-0">
        <p className="text-quiet grow text-sm" role="status">{changed ? w.unsaved : ''}</p>
        {changed && <Discard onPress={discard} />}
        <Submit busy={save.isPending}>{w.save}</Submit>
      </div>
      {clashes !== null && <ClashDialog parts={clashes.parts} mine={draft} theirs={clashes.theirs} onChoose={choose} />}
    </form>
  )
}
