import { useMutation } from '@tanstack/react-query'
import { type Account, type TicketDetail, isLive } from '@/api/types'
import { sentence } from '@/ui/Failure'
import { say } from '@/ui/toast'
import { useWords } from '@/words'
import { rate } from './actions'
import { putTicket } from './queries'

/** Asks whoever asked how it was, once it is done. */
export function Rating({ ticket, me }: { ticket: TicketDetail; me: Account }) {
  const words = useWords()
  const { ticket: w } = words
  const send = useMutation({
    scope: { id: `rate ${ticket.number}` }, // arrow keys try every star on their way; the last is to stay
    mutationFn: (stars: number) => rate(ticket.number, stars),
    onSuccess: (t) => {
      putTicket(t)
      say(w.rated)
    },
    onError: (error) => say(sentence(error, words), { bad: true }),
  })
  const shown = (send.isPending ? send.variables : ticket.rating) ?? 0
  if (isLive(ticket.status) || ticket.requester.id !== me.id) return null
  return (
    <fieldset className="panel flex flex-wrap items-center gap-3 p-4">
      <legend className="sr-only">{w.rate}</legend>
      <span aria-hidden="true" className="font-medium">{ticket.rating === null ? w.rate : w.changeRating}</span>
      <span className="flex gap-1">
        {[1, 2, 3, 4, 5].map((n) => (
          <label key={n} className="cursor-pointer">
            <input type="radio" name="rating" className="peer sr-only" checked={shown === n} onChange={() => send.mutate(n)} aria-label={w.stars(n)} />
            <svg viewBox="0 0 20 20" className={`peer-focus-visible:outline-primary size-7 rounded peer-focus-visible:outline-2 ${n <= shown ? 'text-accent' : 'text-base-300'}`} aria-hidden="true" fill="currentColor" stroke="var(--color-accent)">
              <path d="m10 2.5 2.3 4.9 5.2.7-3.8 3.7.9 5.3-4.6-2.6-4.6 2.6.9-5.3L2.500 8.100l5.200-.7z" />
            </svg>
          </label>
        ))}
      </span>
    </fieldset>
  )
}
