import { useMutation } from '@tanstack/react-query'
import type { User } from '@/api/types'
import { Avatar } from '@/ui/Avatar'
import { WordBadge } from '@/ui/Badges'
import { sentence } from '@/ui/Failure'
import { say } from '@/ui/toast'
import { useWords } from '@/words'
import { RoleSelect } from './RoleSelect'
import { setUser } from './actions'

/** One person: who, what role, what skills. The role is changed in place. */
export function PersonRow({ person, onEdit }: { person: User; onEdit: () => void }) {
  const words = useWords()
  const { people: w } = words
  const change = useMutation({
    mutationFn: setUser,
    onSuccess: (u) => say(w.saved(u.name)),
    onError: (error) => say(sentence(error, words), { bad: true }),
  })
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-2 p-3 md:grid-cols-[minmax(0,1fr)_14rem_9rem_auto]">
      <span className="col-start-1 row-start-1 flex min-w-0 items-center gap-3">
        <Avatar name={person.name} />
        <span className="min-w-0">
          <span className="block font-medium [overflow-wrap:anywhere]">
            {person.name} {!person.active && <span className="badge badge-sm badge-soft badge-error">{w.inactive}</span>} {person.active && person.awayNow && <span className="badge badge-sm badge-soft badge-warning">{w.away}</span>}
          </span>
          <span className="text-quiet block text-sm [overflow-wrap:anywhere]"><Mail address={person.email ?? ''} /></span>
        </span>
      </span>
      {person.skills.length > 0 && (
        <span className="col-span-2 row-start-2 flex flex-wrap gap-1 md:col-span-1 md:col-start-2 md:row-start-1">
          {person.skills.map((s) => (
            <WordBadge key={s} word={s} />
          ))}
        </span>
      )}
      <span className="col-span-2 row-start-3 max-w-48 md:col-span-1 md:col-start-3 md:row-start-1">
        <RoleSelect label={`${w.role}: ${person.name}`} value={change.isPending ? (change.variables.role ?? person.role) : person.role} onChange={(role) => change.mutate({ id: person.id, role })} />
      </span>
      <button type="button" className="btn btn-ghost btn-sm col-start-2 row-start-1 md:col-start-4" aria-label={`${words.ticket.edit}: ${person.name}`} onClick={onEdit}>{words.ticket.edit}</button>
    </li>
  )
}

/** Breaks after its @, where it must. */
function Mail({ address }: { address: string }) {
  const at = address.lastIndexOf('@') + 1
  return <>{address.slice(0, at)}<wbr />{address.slice(at)}</>
}
