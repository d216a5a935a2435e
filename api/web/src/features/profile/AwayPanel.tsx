import { useState } from 'react'
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
  const [wanted, want] = useState<Account['away'] | null>(null) // while it is being saved, so that the next is added to it
  const set = (away: Account['away']): void => {
    want(away)
    save.mutate({ away }, { onSettled: () => want(null) })
  }
  return (
    <Panel title={w.away}>
      <p className="text-quiet mb-3 text-sm">{w.awayHint}</p>
      <AwayField away={wanted ?? me.away} zone={me.timeZone} error={wrong['away']} onChange={set} />
      {save.isError && wrong['away'] === undefined && <Failure error={save.error} />}
    </Panel>
  )
}
