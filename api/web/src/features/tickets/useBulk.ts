import { useMutation } from '@tanstack/react-query'
import { keys } from '@/api/keys'
import { queryClient } from '@/api/query'
import type { Ticket, TicketPatch } from '@/api/types'
import { sentence } from '@/ui/Failure'
import { say } from '@/ui/toast'
import { words } from '@/words'
import { patch } from './actions'
import { type Changed, type Outcome, changeAll, undoOf } from './bulk'
import { putTicket } from './queries'

function show(outcome: Outcome): void {
  for (const c of outcome.changed) putTicket(c.after)
  void queryClient.invalidateQueries({ queryKey: keys.tickets })
  const first = outcome.failed[0]
  if (first !== undefined) say(words().queue.failed(outcome.failed.length, sentence(first.error, words())), { bad: true })
}

async function undo(changed: readonly Changed[]): Promise<void> {
  const byNumber = new Map(changed.map((c) => [c.after.number, c]))
  const outcome = await changeAll(changed.map((c) => c.after), (t) => undoOf(byNumber.get(t.number) as Changed), patch)
  show(outcome)
  if (outcome.changed.length > 0) say(words().queue.undone)
}

/** Changes many tickets at once, and offers to undo it. */
export const useBulk = () =>
  useMutation({
    mutationFn: ({ tickets, change }: { tickets: readonly Ticket[]; change: (t: Ticket) => TicketPatch }) => changeAll(tickets, change, patch),
    onSuccess: (outcome) => {
      show(outcome)
      const { changed } = outcome
      if (changed.length > 0) say(words().queue.done(changed.length), { action: { label: words().queue.undo, run: () => void undo(changed) } })
    },
  })
