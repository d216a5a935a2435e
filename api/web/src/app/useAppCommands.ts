import { useQuery } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { moderates } from '@/api/types'
import { logOut } from '@/features/auth/actions'
import { useMyself } from '@/features/auth/me'
import { type Command, overlay, useCommands } from '@/features/commands/commands'
import { useMyPatch } from '@/features/profile/useMyPatch'
import { formatFilter } from '@/features/tickets/filter'
import { filterOf, viewsQuery } from '@/features/tickets/savedViews'
import { type View, viewsFor } from '@/features/tickets/views'
import { sentence } from '@/ui/Failure'
import { say } from '@/ui/toast'
import { urls } from '@/urls'
import { type Language, chooseLanguage, languages, useWords } from '@/words'

/** What can be done on every page. */
export function useAppCommands(): void {
  const words = useWords()
  const navigate = useNavigate()
  const me = useMyself()
  const save = useMyPatch()
  const { keys, nav, profile, palette } = words
  const group = keys.anywhere
  const saved = useQuery({ ...viewsQuery, enabled: moderates(me) }).data ?? []
  const go = (id: string, label: string, to: string, press?: string): Command => ({ id, label, group, run: () => void navigate(to), keys: press })
  useCommands([
    { id: 'palette', label: keys.palette, group, keys: 'mod+k', run: () => overlay.write('palette') },
    { id: 'keys', label: keys.help, group, keys: '?', run: () => overlay.write('keys') },
    go('new', nav.newTicket, urls.newTicket, 'g n'),
    ...(moderates(me)
      ? [go('queue', keys.queue, urls.queue, 'g q'), ...viewsFor(me, words).slice(1).map((v) => go(`list-${v.label}`, v.label, urls.list(formatFilter(v.filter)), keysOf(v))), go('insight', keys.insight, urls.insight, 'g i')]
      : [go('home', keys.home, urls.home, 'g h')]),
    ...(me.role === 'admin' ? [go('people', keys.people, urls.people, 'g a'), go('audit', nav.audit, urls.audit, 'g l'), go('skills', nav.skills, urls.skills, 'g s'), go('events', nav.events, urls.events), go('routing', nav.routing, urls.routing, 'g r'), go('trial', nav.trial, urls.trial, 'g w'), go('integrations', nav.integrations, urls.integrations)] : []),
    ...saved.map((v) => go(`view-${v.name}`, words.savedViews.goTo(v.name), urls.list(formatFilter(filterOf(v))))),
    go('profile', keys.profile, urls.profile, 'g p'),
    ...(['', 'light', 'dark'] as const).map((t) => ({ id: `theme-${t}`, label: palette.theme(profile.themes[t === '' ? 'system' : t]), group: profile.look, run: () => save.mutate({ theme: t }, { onError: (error) => say(sentence(error, words), { bad: true }) }) })),
    ...(Object.keys(languages) as Language[]).map((l) => ({ id: `language-${l}`, label: palette.language(languages[l]), group: profile.look, run: () => void chooseLanguage(l) })),
    { id: 'logout', label: nav.logOut, group, run: () => void logOut() },
  ], true)
}

/** The views that have keys of their own. */
const keysOf = ({ filter: { assignee, skill } }: View): string | undefined => (skill.length > 0 ? undefined : { me: 'g m', none: 'g u' }[assignee])
