import { useMutation } from '@tanstack/react-query'
import { keys } from '@/api/keys'
import { queryClient } from '@/api/query'
import { sentence } from '@/ui/Failure'
import { say } from '@/ui/toast'
import { words } from '@/words'
import { refused } from '@/words/refusals'
import { type BulkSet, setMany, undoMany } from './actions'
import { refreshTickets } from './queries'

type Outcome = Awaited<ReturnType<typeof setMany>>

/** Shows what has become of it, and says what could not be done. Returns how many were changed. */
function show({ results }: Outcome): number {
  refreshTickets()
  for (const { number } of results) void queryClient.invalidateQueries({ queryKey: keys.ticket(number) })
  const failed = results.filter((r) => r.result !== 'ok')
  if (failed[0] !== undefined) say(words().queue.failed(failed.length, refused({ ...failed[0], code: failed[0].result }, words().refusals)), { bad: true })
  return results.length - failed.length
}

async function undo(token: string): Promise<void> {
  try {
    if (show(await undoMany(token)) > 0) say(words().queue.undone)
  } catch (error) {
    say(sentence(error, words()), { bad: true })
  }
}

/** Changes many tickets at once, and offers to undo it. */
export const useBulk = () =>
  useMutation({
    mutationFn: (change: { numbers: number[]; set: BulkSet }) => setMany(change),
    onSuccess: (outcome) => {
      const changed = show(outcome)
      const token = outcome.undo?.token
      if (changed > 0) say(words().queue.done(changed), { action: token === undefined ? undefined : { label: words().queue.undo, run: () => void undo(token) } })
    },
    onError: (error) => say(sentence(error, words()), { bad: true }),
  })
