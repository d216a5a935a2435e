import type { Skill } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { Dialog } from '@/ui/Dialog'
import { Failure } from '@/ui/Failure'
import { TwoValues } from '@/ui/TwoValues'
import { useWords } from '@/words'

interface ClashDialogProps {
  name: string
  theirs: Skill | null // null when it is gone
  mine: Skill | null // null to remove it
  error: unknown
  busy: boolean
  onChoose: (mine: boolean) => void
}

/** Shows what two admins made of one skill, and lets the second choose. */
export function ClashDialog({ name, theirs, mine, error, busy, onChoose }: ClashDialogProps) {
  const words = useWords()
  const w = words.conflict
  const show = (s: Skill | null): string => (s === null ? words.ticket.none : [s.name, s.aliases.join(', '), s.description].filter((line) => line !== '').join('\n'))
  return (
    <Dialog title={w.title} onClose={() => onChoose(false)}>
      <p className="text-quiet mb-4">{words.skills.clash}</p>
      <TwoValues name={name} theirs={show(theirs)} yours={show(mine)} />
      {error !== null && <Failure error={error} />}
      <div className="mt-4 flex flex-wrap justify-end gap-2">
        <button type="button" className="btn" onClick={() => onChoose(false)}>{w.keepTheirs}</button>
        <ActionButton className="btn-primary" busy={busy} onPress={() => onChoose(true)}>{w.useMine}</ActionButton>
      </div>
    </Dialog>
  )
}
