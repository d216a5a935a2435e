import { useEffect, useRef } from 'react'
import { useRouteError } from 'react-router'
import { liveState } from '@/features/live/live'
import { Empty } from '@/ui/Empty'
import { sentence } from '@/ui/Failure'
import { useWords } from '@/words'

/** A page whose files did not come: the desk is out of reach, or has moved on since this page was loaded. */
const isMissing = (error: unknown): boolean => error instanceof TypeError && /import|module/i.test(error.message)

/** What is shown instead of a page that failed. */
export function RouteError() {
  const words = useWords()
  const error = useRouteError()
  const missing = isMissing(error)
  const cutOff = useReloadOnReturn(missing)
  if (cutOff) return <Empty page title={words.errors.offline} />
  return (
    <main>
      <Empty page title={missing ? words.errors.newVersion : words.errors.title} {...(!missing && { lead: sentence(error, words) })}>
        <button type="button" className="btn btn-primary" onClick={() => location.reload()}>
          {missing ? words.errors.reload : words.errors.again}
        </button>
      </Empty>
    </main>
  )
}

/** Whether the desk is out of reach and something is missing for it; loads the page again once it is back. */
function useReloadOnReturn(missing: boolean): boolean {
  const state = liveState.use()
  const cutOff = useRef(false)
  useEffect(() => {
    if (state === 'offline') cutOff.current = true
    else if (missing && cutOff.current && state === 'live') location.reload()
  }, [missing, state])
  return missing && state !== 'live'
}
