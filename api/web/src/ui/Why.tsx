import type { Cause } from '@/api/types'
import { useWords } from '@/words'
import { meaning } from '@/words/causes'

interface WhyProps {
  cause: Cause | null
  said: string
  /** What comes of it. */
  then?: string
  /** The cause says it all. */
  plain?: boolean
}

/** What something means in the reader's language and what to do; what a service said of it folds below. */
export function Why({ cause, said, then = '', plain = false }: WhyProps) {
  const { causes, ticket } = useWords()
  const means = meaning(cause, causes)
  if (means === null || plain) return <p className="[overflow-wrap:anywhere]">{means ?? said}</p>
  return (
    <>
      <p>{means} {then}</p>
      {said !== '' && (
        <details className="text-xs">
          <summary className="w-fit cursor-pointer py-1">{ticket.detail}</summary>
          <p className="[overflow-wrap:anywhere]" lang="en">{said}</p>
        </details>
      )}
    </>
  )
}
