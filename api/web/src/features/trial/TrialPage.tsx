import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { api, take } from '@/api/client'
import type { components } from '@/api/schema'
import { useMyself } from '@/features/auth/me'
import { useDraft } from '@/lib/draft'
import { onSubmit } from '@/lib/form'
import { onClock } from '@/lib/time'
import { Empty } from '@/ui/Empty'
import { Failure, fieldErrors } from '@/ui/Failure'
import { Field } from '@/ui/Field'
import { Page } from '@/ui/Page'
import { Skeleton } from '@/ui/Skeleton'
import { Submit } from '@/ui/Submit'
import { TextField } from '@/ui/TextField'
import { useWords } from '@/words'
import { Outcome } from './Outcome'

export type Explanation = components['schemas']['Explanation']

const ask = (body: { text: string; at?: string }): Promise<Explanation> => take(api.POST('/api/admin/route', { body }))

/** What would become of a ticket: nothing is stored or sent. */
export function Component() {
  const { trial: w } = useWords()
  const { id, timeZone } = useMyself()
  const trial = useMutation({ mutationFn: ask })
  const [text, setText] = useDraft(`${id}.trial`)
  const [later, setLater] = useState(false)
  const result = useRef<HTMLHeadingElement>(null)
  const wrong = fieldErrors(trial.error)
  useEffect(() => {
    if (trial.data !== undefined) result.current?.focus()
  }, [trial.data])
  return (
    <Page title={w.title} wide>
      <p className="text-quiet -mt-2">{w.lead}</p>
      <form
        className="panel flex flex-col gap-4 p-4"
        onSubmit={onSubmit(({ at = '' }) => trial.mutate({ text, ...(later && at !== '' && { at: onClock(at, timeZone).toISOString() }) }))}
      >
        <Field label={w.text} hint={w.textHint} error={wrong['title'] ?? wrong['body'] ?? wrong['text']}>
          {(aria) => <textarea {...aria} value={text} onChange={(e) => setText(e.target.value)} required rows={5} className="textarea w-full" />}
        </Field>
        <fieldset className="flex flex-wrap items-end gap-x-6 gap-y-3">
          <legend className="mb-1 text-sm font-medium">{w.when}</legend>
          {[false, true].map((choice) => (
            <label key={String(choice)} className="flex min-h-10 cursor-pointer items-center gap-2 text-sm">
              <input type="radio" name="when" className="radio radio-sm" checked={later === choice} onChange={() => setLater(choice)} />
              {choice ? w.atTime : w.now}
            </label>
          ))}
          {later && <TextField label={w.time} name="at" type="datetime-local" required error={wrong['at']} />}
        </fieldset>
        <Submit busy={trial.isPending} className="self-start">{w.run}</Submit>
      </form>
      {trial.isError && Object.keys(wrong).length === 0 && <Failure error={trial.error} />}
      {trial.isPending && <Skeleton />}
      {trial.isIdle && <Empty title={w.none} lead={w.noneLead} />}
      {trial.isSuccess && <Outcome outcome={trial.data} heading={result} />}
    </Page>
  )
}
