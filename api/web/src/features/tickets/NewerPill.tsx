import { keys } from '@/api/keys'
import { queryClient } from '@/api/query'
import { givesFocusBack } from '@/lib/focus'
import { useWords } from '@/words'
import { listIsOld } from './newer'

/** Says that a long list has changed, where drawing it anew would move what is being read. */
export function NewerPill() {
  const { queue } = useWords()
  if (!listIsOld.use()) return null
  const refresh = (): void => {
    listIsOld.write(false)
    window.scrollTo(0, 0)
    void queryClient.resetQueries({ queryKey: [...keys.tickets, 'list'] })
  }
  return (
    <div ref={givesFocusBack} role="status" className="sticky top-2 z-10 flex justify-center">
      <button type="button" className="btn btn-sm btn-primary rounded-full shadow" onClick={refresh}>
        {queue.newer} {queue.refresh}
      </button>
    </div>
  )
}
