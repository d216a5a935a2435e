import { useNavigate } from 'react-router'
import type { Account, TicketDetail, Verb } from '@/api/types'
import { moderates } from '@/api/types'
import { type Command, useCommands } from '@/features/commands/commands'
import { urls } from '@/urls'
import { useWords } from '@/words'
import { focusComposer } from './composing'

const keysOf: Record<Verb, string> = { claim: 'c', decline: 'd', postpone: 't', release: 'u', reply: 'r', resolve: 'e', reopen: 'o' }

/** A ticket's page by keyboard: the buttons it shows, and writing. */
export function useTicketCommands(ticket: TicketDetail, me: Account, press: (verb: Verb) => void): void {
  const { keys, verb: names, ticket: words } = useWords()
  const navigate = useNavigate()
  const back = (): void => void (cameFromHere() ? navigate(-1) : navigate(moderates(me) ? urls.queue : urls.home))
  const group = keys.ticket
  const command = (verb: Verb): Command => ({ id: verb, label: names[verb], group, keys: keysOf[verb], run: () => press(verb) })
  useCommands([
    ...ticket.verbs.filter((v) => v !== 'reply').map(command),
    ...(ticket.status === 'closed' ? [] : [command('reply')]),
    ...(moderates(me) && ticket.status !== 'closed' ? [{ id: 'note', label: keys.note, group, keys: 'n', run: () => focusComposer(true) }] : []),
    { id: 'back', label: words.back, group, keys: 'b', run: back },
  ])
}

/** Whether the page before was one of ours, and not a mail with a link, say. The router counts its pages there. */
const cameFromHere = (): boolean => ((window.history.state as { idx?: number } | null)?.idx ?? 0) > 0
