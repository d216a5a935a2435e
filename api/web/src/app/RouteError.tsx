import { useRouteError } from 'react-router'
import { Empty } from '@/ui/Empty'
import { sentence } from '@/ui/Failure'
import { useWords } from '@/words'

/** A page that has moved on since this one was loaded: its old files are gone. */
const isStale = (error: unknown): boolean => error instanceof TypeError && /import|module/i.test(error.message)

/** What is shown instead of a page that failed. */
export function RouteError() {
  const words = useWords()
  const error = useRouteError()
  const stale = isStale(error)
  return (
    <main>
      <Empty page title={stale ? words.errors.newVersion : words.errors.title} {...(!stale && { lead: sentence(error, words) })}>
        <button type="button" className="btn btn-primary" onClick={() => location.reload()}>
          {stale ? words.errors.reload : words.errors.again}
        </button>
      </Empty>
    </main>
  )
}
