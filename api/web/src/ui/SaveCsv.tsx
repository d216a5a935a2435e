import { useMutation } from '@tanstack/react-query'
import { download } from '@/api/download'
import { useWords } from '@/words'
import { ActionButton } from './ActionButton'
import { sentence } from './Failure'
import { say } from './toast'

/** Saves all that the API tells at a path, as a file. */
export function SaveCsv({ path, query, name }: { path: string; query: Record<string, string>; name: string }) {
  const words = useWords()
  const save = useMutation({ mutationFn: () => download(path, { ...query, format: 'csv' }, name), onError: (error) => say(sentence(error, words), { bad: true }) })
  return <ActionButton className="btn-sm border-base-300 bg-base-100" busy={save.isPending} onPress={() => save.mutate()}>{words.audit.csv}</ActionButton>
}
