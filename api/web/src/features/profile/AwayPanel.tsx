import type { Account } from '@/api/types'
import { AwayField } from '@/ui/AwayField'
import { Failure, fieldErrors } from '@/ui/Failure'
import { Panel } from '@/ui/Panel'
import { useWords } from '@/words'
import { useMyPatch } from './useMyPatch'

/** When somebody gets no new tickets. */
export function AwayPanel({ me }: { me: Account }) {
  const { profile: w } = useWords()
  const save = useMyPatch()
  const wrong = fieldErrors(save.error)
  return (
    <Panel title={w.away}>
      <p className="text-quiet mb-3 text-sm">{w.awayHint}</p>
      <AwayField away={me.away} zone={me.timeZone} error={wrong['away']} onChange={(away) => save.mutate({ away })} />
      {save.isError && wrong['away'] === undefined && <Failure error={save.error} />}
    </Panel>
  )
}
