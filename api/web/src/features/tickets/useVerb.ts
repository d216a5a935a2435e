import { useMutation } from '@tanstack/react-query'
import { isCode } from '@/api/errors'
import { keys } from '@/api/keys'
import { queryClient } from '@/api/query'
import type { Verb } from '@/api/types'
import { sentence } from '@/ui/Failure'
import { say } from '@/ui/toast'
import { words } from '@/words'
import { perform } from './actions'
import { putTicket, refreshTickets } from './queries'

export type Act = Exclude<Verb, 'reply'>

/** What is done with a note or a reason, which are asked for. */
export type Worded = Exclude<Act, 'claim' | 'postpone'>

export const isWorded = (verb: Verb): verb is Worded => !['claim', 'postpone', 'reply'].includes(verb)

const done: Record<Act, (n: number) => string> = {
  claim: (n) => words().verbs.claimed(n),
  decline: (n) => words().verbs.declined(n),
  postpone: (n) => words().verbs.postponed(n),
  release: (n) => words().verbs.released(n),
  resolve: (n) => words().verbs.resolved(n),
  reopen: (n) => words().verbs.reopened(n),
}

/** Does what a button says, and says how it went. Whoever comes second is told who was first, and sees the ticket as it is. */
export const useVerb = () =>
  useMutation({
    mutationFn: ({ number, verb, text }: { number: number; verb: Act; text?: string }) => perform(number, verb, text),
    onSuccess: (ticket, { verb }) => {
      putTicket(ticket)
      refreshTickets()
      say(done[verb](ticket.number))
    },
    onError: (error, { number }) => {
      say(sentence(error, words()), { bad: true })
      if (isCode(error, 'conflict') || isCode(error, 'forbidden')) void queryClient.invalidateQueries({ queryKey: keys.ticket(number) })
    },
  })
