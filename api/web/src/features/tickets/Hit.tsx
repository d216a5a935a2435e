import type { Match } from '@/api/types'
import { Mark } from '@/ui/Mark'
import { useWords } from '@/words'

/** Where a search has found its words beside the title: the place in words, and the text around it. */
export function Hit({ match }: { match: Match }) {
  const { list } = useWords()
  return (
    <span className="text-quiet line-clamp-2 text-sm">
      {list.foundIn[match.field]}
      {match.excerpt !== '' && <>: <Mark text={match.excerpt} words={match.words} /></>}
    </span>
  )
}

/** The hit that tells most: words of the title are marked there. */
export const hitOf = (matches: readonly Match[]): Match | undefined => matches.find((m) => m.field !== 'title')

/** The words of the title that a search has found. */
export const wordsOfTitle = (matches: readonly Match[]): readonly string[] => matches.find((m) => m.field === 'title')?.words ?? []
