import type { Account } from '@/api/types'
import { moment } from '@/lib/time'
import { onSubmit } from '@/lib/form'
import { Failure } from '@/ui/Failure'
import { Panel } from '@/ui/Panel'
import { Submit } from '@/ui/Submit'
import { TextField } from '@/ui/TextField'
import { useLanguage, useWords } from '@/words'
import { useMyPatch } from './useMyPatch'

const day = 86_400_000

/** When somebody gets no new tickets. */
export function AwayPanel({ me }: { me: Account }) {
  const { profile: w, ticket } = useWords()
  const language = useLanguage()
  const save = useMyPatch()
  const show = (at: string): string => moment(new Date(at), language, me.timeZone)
  return (
    <Panel title={w.away}>
      <p className="text-quiet mb-3 text-sm">{w.awayHint}</p>
      <ul className="mb-3 flex flex-col gap-1">
        {me.away.map((span) => (
          <li key={span.from} className="flex flex-wrap items-center gap-2 text-sm">
            {show(span.from)} – {show(span.to)}
            <button type="button" className="btn btn-ghost btn-xs" aria-label={ticket.remove(show(span.from))} onClick={() => save.mutate({ away: me.away.filter((s) => s !== span) })}>×</button>
          </li>
        ))}
      </ul>
      <form
        className="flex flex-wrap items-end gap-3"
        onSubmit={onSubmit(({ first = '', last = '' }, form) =>
          save.mutate(
            { away: [...me.away, { from: new Date(`${first}T00:00`).toISOString(), to: new Date(new Date(`${last}T00:00`).getTime() + day).toISOString() }] },
            { onSuccess: () => form.reset() },
          ),
        )}
      >
        <TextField label={w.firstDay} name="first" type="date" required />
        <TextField label={w.lastDay} name="last" type="date" required />
        <Submit busy={save.isPending}>{w.addAway}</Submit>
      </form>
      {save.isError && <Failure error={save.error} />}
    </Panel>
  )
}
