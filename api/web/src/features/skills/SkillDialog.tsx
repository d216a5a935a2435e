import { useState } from 'react'
import type { Skill } from '@/api/types'
import { useDraftOf } from '@/lib/draft'
import { onSubmit } from '@/lib/form'
import { ActionButton } from '@/ui/ActionButton'
import { Ask } from '@/ui/Ask'
import { Dialog } from '@/ui/Dialog'
import { Discard } from '@/ui/Discard'
import { Failure } from '@/ui/Failure'
import { Field } from '@/ui/Field'
import { Submit } from '@/ui/Submit'
import { TextField } from '@/ui/TextField'
import { useWords } from '@/words'

interface SkillDialogProps {
  skill: Skill // with an empty name: a new one
  draftKey: string
  error: unknown
  busy: boolean
  onSave: (was: Skill, now: Skill) => void
  onRemove: () => void
  onClose: () => void
}

const split = (text: string): string[] => text.split(',').map((s) => s.trim()).filter((s) => s !== '')

/** What is being written, and the skill it began with: what others have made of it since is not overwritten unasked. */
interface Begun extends Record<'name' | 'aliases' | 'description', string> {
  was: Skill
}

export function SkillDialog({ skill, draftKey, error, busy, onSave, onRemove, onClose }: SkillDialogProps) {
  const { skills: w } = useWords()
  const [asking, ask] = useState(false)
  const [draft, setDraft] = useDraftOf<Begun>(draftKey)
  const { was, name, aliases, description } = draft ?? { was: skill, ...skill, aliases: skill.aliases.join(', ') }
  const write = (change: Partial<Begun>): void => setDraft({ was, name, aliases, description, ...change })
  const isNew = skill.name === ''
  return (
    <Dialog title={isNew ? w.add : w.edit(skill.name)} onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={onSubmit(() => onSave(was, { name, aliases: split(aliases), description }))}
      >
        <TextField label={w.name} required value={name} onChange={(e) => write({ name: e.target.value })} autoComplete="off" />
        <TextField label={w.aliases} hint={w.aliasesHint} value={aliases} onChange={(e) => write({ aliases: e.target.value })} autoComplete="off" />
        <Field label={w.description} hint={w.descriptionHint}>
          {(aria) => <textarea {...aria} className="textarea w-full" rows={3} value={description} onChange={(e) => write({ description: e.target.value })} />}
        </Field>
        {error !== null && <Failure error={error} />}
        {asking ? (
          <Ask title={w.removeTitle(skill.name)} lead={w.removeLead} yes={w.removeYes} busy={busy} onYes={onRemove} onNo={() => ask(false)} />
        ) : (
          <div className="flex flex-wrap justify-end gap-2">
            {draft !== undefined && <Discard onPress={() => setDraft(undefined)} />}
            {!isNew && <ActionButton className="btn-error btn-soft" busy={busy} onPress={() => ask(true)}>{w.remove}</ActionButton>}
            <Submit busy={busy}>{w.save}</Submit>
          </div>
        )}
      </form>
    </Dialog>
  )
}
