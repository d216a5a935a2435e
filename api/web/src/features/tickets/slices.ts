import type { setMany } from './actions'

type Answer = Awaited<ReturnType<typeof setMany>>

/** What became of a change of many tickets. */
export interface Changed {
  results: Answer['results']
  undo: string[] // tokens, each takes a part of it back
  error?: unknown // why the rest was left as it was
}

const most = 200 // tickets that the desk changes at once

/** Changes tickets, however many, a slice at a time. When one fails, those before it stand and those after it are left. */
export async function inSlices(numbers: readonly number[], change: (slice: number[]) => Promise<Answer>): Promise<Changed> {
  const done: Changed = { results: [], undo: [] }
  for (let from = 0; from < numbers.length; from += most) {
    try {
      const { results, undo } = await change(numbers.slice(from, from + most))
      done.results.push(...results)
      if (undo !== null) done.undo.push(undo.token)
    } catch (error) {
      return { ...done, error }
    }
  }
  return done
}
