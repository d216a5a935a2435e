import { useQuery } from '@tanstack/react-query'
import { useWords } from '@/words'
import { personQuery } from './queries'

/** What somebody is called of whom only the id is known. */
export function PersonName({ id }: { id: string }) {
  const { people: w } = useWords()
  const person = useQuery(personQuery(id)).data
  return person === undefined ? '…' : person === null ? w.gone : person.name
}
