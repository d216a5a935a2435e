import { useWords } from '@/words'
import { liveState } from './live'
import type { State } from './stream'

const tones: Record<State, string> = { live: 'status-success', connecting: 'status-warning', offline: 'status-error' }

export function LiveBadge() {
  const { live } = useWords()
  const state = liveState.use()
  return (
    <p className="text-quiet flex items-center gap-2 px-3 text-xs">
      <span className={`status ${tones[state]}`} aria-hidden="true" />
      {live[state]}
    </p>
  )
}

/** Says above every page that what is shown may be old. */
export function OfflineBanner() {
  const { live } = useWords()
  const state = liveState.use()
  return <div role="status" data-live={state}>{state === 'offline' && <p className="bg-warning text-warning-content px-4 py-2 text-sm">{live.offlineLead}</p>}</div>
}
