import type { Account } from '@/api/types'
import { onSubmit } from '@/lib/form'
import { zoneOf } from '@/lib/time'
import { Failure, fieldErrors } from '@/ui/Failure'
import { Field } from '@/ui/Field'
import { Panel } from '@/ui/Panel'
import { Submit } from '@/ui/Submit'
import { TextField } from '@/ui/TextField'
import { useWords } from '@/words'
import { useMyPatch } from './useMyPatch'

export function YouPanel({ me }: { me: Account }) {
  const { profile: w, role } = useWords()
  const save = useMyPatch()
  const wrong = fieldErrors(save.error)
  const here = zoneOf('')
  const zones = Intl.supportedValuesOf('timeZone')
  return (
    <Panel title={w.you}>
      <form className="flex flex-col gap-4" onSubmit={onSubmit(({ name = '', timeZone = '' }) => save.mutate({ name, timeZone }))}>
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
          <dt className="text-quiet">{w.email}</dt>
          <dd className="[overflow-wrap:anywhere]">
            {me.email ?? '–'} <span className="text-quiet">({me.verified ? w.verified : w.unverified})</span>
          </dd>
          <dt className="text-quiet">{w.role}</dt>
          <dd>{role[me.role]}</dd>
          {me.skills.length > 0 && (
            <>
              <dt className="text-quiet">{w.skills}</dt>
              <dd>{me.skills.join(', ')}</dd>
            </>
          )}
        </dl>
        <TextField label={w.name} name="name" defaultValue={me.name} required maxLength={100} autoComplete="name" error={wrong['name']} />
        <Field label={w.timeZone} hint={w.zoneHint} error={wrong['timeZone']}>
          {(aria) => (
            <select key={me.timeZone} {...aria} name="timeZone" className="select w-full" defaultValue={me.timeZone}>
              <option value="">{w.browserZone(here)}</option>
              {me.timeZone !== '' && !zones.includes(me.timeZone) && <option value={me.timeZone}>{me.timeZone}</option>}
              {zones.map((z) => (
                <option key={z} value={z}>{z}</option>
              ))}
            </select>
          )}
        </Field>
        {save.isError && Object.keys(wrong).length === 0 && <Failure error={save.error} />}
        <Submit busy={save.isPending} className="self-start">{w.save}</Submit>
      </form>
    </Panel>
  )
}
