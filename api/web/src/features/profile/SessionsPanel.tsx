import { useMutation } from '@tanstack/react-query'
import type { Account } from '@/api/types'
import { logOutEverywhere } from '@/features/auth/actions'
import { ActionButton } from '@/ui/ActionButton'
import { Failure } from '@/ui/Failure'
import { Panel } from '@/ui/Panel'
import { useWords } from '@/words'

/** Where somebody is logged in, and which chat accounts are theirs. */
export function SessionsPanel({ me }: { me: Account }) {
  const { profile: w, nav, platform } = useWords()
  const out = useMutation({ mutationFn: logOutEverywhere })
  return (
    <>
      <Panel title={w.accounts}>
        {me.identities.length === 0 && <p className="text-quiet text-sm">{w.noAccounts}</p>}
        <ul className="flex flex-col gap-1 text-sm">
          {me.identities.map((i) => (
            <li key={`${i.platform} ${i.team} ${i.name}`}>
              <span className="font-medium">{platform[i.platform]}</span> {i.name}
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={w.sessions}>
        <p className="mb-3 text-sm">{w.sessionCount(me.sessions)}</p>
        {out.isError && <div className="mb-3"><Failure error={out.error} /></div>}
        <ActionButton className="btn-sm" busy={out.isPending} onPress={() => out.mutate()}>{nav.logOutAll}</ActionButton>
      </Panel>
    </>
  )
}
