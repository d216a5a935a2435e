import { useState } from 'react'
import type { Skill } from '@/api/types'
import { onSubmit } from '@/lib/form'
import { ActionButton } from '@/ui/ActionButton'
import { Ask } from '@/ui/Ask'
import { Dialog } from '@/ui/Dialog'
import { Failure } from '@/ui/Failure'
import { Field } from '@/ui/Field'
import { Submit } from '@/ui/Submit'
import { TextField } from '@/ui/TextField'
import { useWords } from '@/words'

interface SkillDialogProps {
  skill: Skill // with an empty name: a new one
  error: unknown
  busy: boolean
  onSave: (skill: Skill) => void
  onRemove: () => void
  onClose: () => void
}

const split = (text: string): string[] => text.split(',').map((s) => s.trim()).filter((s) => s !== '')

export function SkillDialog({ skill, error, busy, onSave, onRemove, onClose }: SkillDialogProps) {
  const { skills: w } = useWords()
  const [asking, ask] = useState(false)
  const isNew = skill.name === ''
  return (
    <Dialog title={isNew ? w.add : w.edit(skill.name)} onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={onSubmit(({ name = '', aliases = '', description = '' }) => onSave({ name, aliases: split(aliases), description }))}
      >
        <TextField label={w.name} name="name" required defaultValue={skill.name} autoComplete="off" />
        <TextField label={w.aliases} name="aliases" hint={w.aliasesHint} defaultValue={skill.aliases.join(', ')} autoComplete="off" />
        <Field label={w.description} hint={w.descriptionHint}>
          {(aria) => <textarea {...aria} name="description" className="textarea w-full" rows={3} defaultValue={skill.description} />}
        </Field>
        {error !== null && <Failure error={error} />}
        {asking ? (
          <Ask title={w.removeTitle(skill.name)} lead={w.removeLead} yes={w.removeYes} busy={busy} onYes={onRemove} onNo={() => ask(false)} />
        ) : (
          <div className="flex justify-end gap-2">
            {!isNew && <ActionButton className="btn-error btn-soft" busy={busy} onPress={() => ask(true)}>{w.remove}</ActionButton>}
            <Submit busy={busy}>{w.save}</Submit>
          </div>
        )}
      </form>
    </Dialog>
  )
}
