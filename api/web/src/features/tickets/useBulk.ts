import { useMutation } from '@tanstack/react-query'
import { keys } from '@/api/keys'
import { queryClient } from '@/api/query'
import { sentence } from '@/ui/Failure'
import { say } from '@/ui/toast'
import { words } from '@/words'
import { refused } from '@/words/refusals'
import { type BulkSet, setMany, undoMany } from './actions'
import { refreshTickets } from './queries'
import { type Changed, inSlices } from './slices'

/** Shows what has become of it, and says what could not be done. Returns how many were changed. */
function show({ results, error }: Pick<Changed, 'results' | 'error'>): number {
  refreshTickets()
  for (const { number } of results) void queryClient.invalidateQueries({ queryKey: keys.ticket(number) })
  const failed = results.filter((r) => r.result !== 'ok')
  if (failed[0] !== undefined) say(words().queue.failed(failed.length, refused({ ...failed[0], code: failed[0].result }, words().refusals)), { bad: true })
  if (error !== undefined) say(sentence(error, words()), { bad: true })
  return results.length - failed.length
}

/** Takes back what was done last first. */
async function undo(tokens: readonly string[]): Promise<void> {
  let undone = 0
  try {
    for (const token of tokens.toReversed()) undone += show(await undoMany(token))
  } catch (error) {
    say(sentence(error, words()), { bad: true })
  }
  if (undone > 0) say(words().queue.undone)
}

/** Changes many tickets at once, and offers to undo it. */
export const useBulk = () =>
  useMutation({
    mutationFn: ({ numbers, set }: { numbers: number[]; set: BulkSet }) => inSlices(numbers, (slice) => setMany({ numbers: slice, set })),
    onSuccess: (done) => {
      const changed = show(done)
      if (changed > 0) say(words().queue.done(changed), { action: done.undo.length === 0 ? undefined : { label: words().queue.undo, run: () => void undo(done.undo) } })
    },
  })
