import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api, take } from '@/api/client'
import { isCode } from '@/api/errors'
import { queryClient } from '@/api/query'
import { keys } from '@/api/keys'
import { useMyself } from '@/features/auth/me'
import { readDraft, writeDraft } from '@/lib/draft'
import { fieldErrors } from '@/ui/Failure'
import { say } from '@/ui/toast'
import { words } from '@/words'
import { rulesQuery } from './queries'
import { type Draft, type Edit, type Part, type Rules, draftOf, editOf, kept, rulesOf, same, settle } from './rules'

interface Clashes {
  parts: Part[]
  theirs: Draft
}

/** Saves a draft of the rules it began with. Leads nobody touched are left out: one of them may have gone, which is no reason to refuse the rest. */
function send(draft: Draft, base: Rules): Promise<Rules> {
  const { leads, ...rest } = rulesOf(draft)
  const touched = !same(leads, rulesOf(draftOf(base)).leads)
  return take(api.PUT('/api/admin/routing', { body: { ...rest, ...(touched && { leads }), version: base.version } }))
}

/** The rules being edited, and how they are saved without overwriting what nobody has seen. */
export function useRules(stored: Rules) {
  const key = `${useMyself().id}.routing`
  const [{ base, draft }, setEdit] = useState<Edit>(() => editOf(readDraft(key)) ?? { base: stored, draft: draftOf(stored) })
  const [clashes, setClashes] = useState<Clashes | null>(null)
  const [turn, setTurn] = useState(0) // grows when the draft is replaced, not edited
  const put = (edit: Edit): void => {
    setEdit(edit)
    writeDraft(key, kept(edit))
  }
  const show = (rules: Rules, next: Draft): void => {
    put({ base: rules, draft: next })
    setTurn((n) => n + 1)
    queryClient.setQueryData(rulesQuery.queryKey, rules)
  }
  const save = useMutation({
    /** Saves what is wanted; null when somebody else's change is to be looked at first. */
    mutationFn: async (wanted: Draft): Promise<Rules | null> => {
      try {
        return await send(wanted, base)
      } catch (error) {
        if (!isCode(error, 'conflict')) throw error
        const now = await take(api.GET('/api/admin/routing'))
        const { merged, clashes: found } = settle(draftOf(base), wanted, draftOf(now))
        show(now, merged)
        if (found.length === 0) return send(merged, now)
        setClashes({ parts: found, theirs: draftOf(now) })
        return null
      }
    },
    onError: (error) => {
      if (fieldErrors(error)['leads'] !== undefined) void queryClient.invalidateQueries({ queryKey: keys.users })
    },
    onSuccess: (rules) => {
      if (rules === null) return
      show(rules, draftOf(rules))
      say(words().routing.saved)
    },
  })
  return {
    draft, turn, clashes, save,
    changed: !same(draft, draftOf(base)),
    edit: (change: Partial<Draft>): void => put({ base, draft: { ...draft, ...change } }),
    discard: (): void => {
      save.reset()
      show(stored, draftOf(stored))
    },
    /** Ends a clash, with my values or with theirs. */
    choose: (mine: boolean): void => {
      if (clashes === null) return
      const settled = mine ? draft : { ...draft, ...Object.fromEntries(clashes.parts.map((p) => [p, clashes.theirs[p]])) }
      setClashes(null)
      show(base, settled)
      if (!same(settled, draftOf(base))) save.mutate(settled)
    },
  }
}
