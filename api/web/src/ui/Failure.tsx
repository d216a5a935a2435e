import { ApiError, mayPass } from '@/api/errors'
import { givesFocusBack } from '@/lib/focus'
import { type Words, useWords, words as spoken } from '@/words'
import { refused } from '@/words/refusals'

/** The sentence for people that an error stands for. */
export function sentence(error: unknown, words: Words): string {
  if (!(error instanceof ApiError)) return words.errors.unknown
  if (error.code === 'offline') return words.errors.offline
  return error.message === '' ? words.errors.unknown : refused(error, words.refusals)
}

/** What is wrong with each field of a form. */
export function fieldErrors(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof ApiError)) return {}
  const wrong = Object.entries(error.fields).map(([field, said]) => [field, said === error.message ? sentence(error, spoken()) : said] as const)
  return Object.fromEntries(wrong)
}

/** An error in its place, with a way out where there is one. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const words = useWords()
  return (
    <div ref={givesFocusBack} role="alert" className="alert alert-error alert-soft flex flex-wrap">
      <span className="min-w-0 grow basis-48 [overflow-wrap:anywhere]">{sentence(error, words)}</span>
      {retry !== undefined && mayPass(error) && (
        <button type="button" className="btn btn-sm" onClick={retry}>
          {words.errors.again}
        </button>
      )}
    </div>
  )
}
