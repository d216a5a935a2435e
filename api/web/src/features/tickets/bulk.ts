import type { Ticket, TicketDetail, TicketPatch } from '@/api/types'

/** One ticket that was changed, as it was and as it is. */
export interface Changed {
  before: Ticket
  after: TicketDetail
  patch: TicketPatch
}

export interface Outcome {
  changed: Changed[]
  failed: { ticket: Ticket; error: unknown }[]
}

const atOnce = 4

/** Changes every ticket, a few at a time. One that fails does not stop the others. */
export async function changeAll(
  tickets: readonly Ticket[],
  change: (ticket: Ticket) => TicketPatch,
  patch: (number: number, body: TicketPatch) => Promise<TicketDetail>,
): Promise<Outcome> {
  const outcome: Outcome = { changed: [], failed: [] }
  const waiting = [...tickets]
  const work = async (): Promise<void> => {
    for (let ticket = waiting.shift(); ticket !== undefined; ticket = waiting.shift()) {
      const body = change(ticket)
      try {
        outcome.changed.push({ before: ticket, after: await patch(ticket.number, body), patch: body })
      } catch (error) {
        outcome.failed.push({ ticket, error })
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return outcome
}

/** What puts a ticket back to what it was, unless somebody has changed it since. */
export function undoOf({ before, after, patch }: Changed): TicketPatch {
  return {
    ...('assignee' in patch && { assignee: before.assignee?.id ?? null }),
    ...('status' in patch && { status: before.status }),
    ...('priority' in patch && { priority: before.priority }),
    ...('skills' in patch && { skills: before.skills }),
    ...('tags' in patch && { tags: before.tags }),
    version: after.version,
  }
}
