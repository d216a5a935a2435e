import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { User } from '@/api/types'
import { useMyself } from '@/features/auth/me'
import { ActionButton } from '@/ui/ActionButton'
import { Ask } from '@/ui/Ask'
import { Failure } from '@/ui/Failure'
import { say } from '@/ui/toast'
import { useWords } from '@/words'
import { setUser, signOutUser } from './actions'

/** Ends somebody's sessions, or all their rights, at once. */
export function AccessPanel({ person, onDone }: { person: User; onDone: () => void }) {
  const { people: w } = useWords()
  const me = useMyself()
  const [asking, ask] = useState(false)
  const signOut = useMutation({ mutationFn: () => signOutUser(person.id), onSuccess: () => say(w.signedOut(person.name)) })
  const activate = useMutation({
    mutationFn: (active: boolean) => setUser({ id: person.id, active }),
    onSuccess: (u) => {
      say(w.saved(u.name))
      onDone()
    },
  })
  const failed = signOut.error ?? activate.error
  return (
    <section aria-label={w.access} className="border-base-300 mt-5 flex flex-col gap-3 border-t pt-4">
      <h3 className="text-sm font-medium">{w.access}</h3>
      <p className="text-quiet text-sm">{w.sessions(person.sessions ?? 0)}</p>
      {asking && <Ask title={w.deactivateTitle(person.name)} lead={w.deactivateLead} yes={w.deactivateYes} busy={activate.isPending} onYes={() => activate.mutate(false)} onNo={() => ask(false)} />}
      {failed !== null && <Failure error={failed} />}
      {!asking && (
        <div className="flex flex-wrap gap-2">
          <ActionButton className="btn-sm" busy={signOut.isPending} onPress={() => signOut.mutate()}>{w.signOut}</ActionButton>
          {person.id !== me.id && person.active && <button type="button" className="btn btn-sm btn-error btn-soft" onClick={() => ask(true)}>{w.deactivate}</button>}
          {person.id !== me.id && !person.active && <ActionButton className="btn-sm" busy={activate.isPending} onPress={() => activate.mutate(true)}>{w.activate}</ActionButton>}
        </div>
      )}
    </section>
  )
}
