import { type Desk, screenshot } from './desk.ts'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Opens a ticket that has everything on it, and returns its number. */
export async function fullTicket(desk: Pick<Desk, 'as'>): Promise<number> {
  const ann = await desk.as('employee')
  const { number } = await ann.opens('WireGuard tunnel drops', 'Since **Monday**:\n\n- drops\n- `ping` is fine\n\n| a | b |\n|---|---|\n| 1 | 2 |')
  for (let left = 600; (await ann.reads(number)).assignee === null; left--) {
    if (left === 0) throw new Error('the ticket was not assigned in time')
    await pause(100)
  }
  const maya = await desk.as('moderator')
  await maya.does('POST', `/api/tickets/${number}/claim`)
  await maya.does('POST', `/api/tickets/${number}/comments`, { text: 'Which client?', waiting: true, files: [await maya.uploads('where-to-look.png', screenshot), await maya.uploads('steps.txt', Buffer.from('1. Open it'))] })
  await maya.does('POST', `/api/tickets/${number}/comments`, { text: 'Suspect the microwave.', internal: true })
  return number
}
