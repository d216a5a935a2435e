import { moderates } from '@/api/types'
import { useMyself } from '@/features/auth/me'
import { Page } from '@/ui/Page'
import { useWords } from '@/words'
import { AwayPanel } from './AwayPanel'
import { LookPanel } from './LookPanel'
import { NotificationsPanel } from './NotificationsPanel'
import { PasswordPanel } from './PasswordPanel'
import { SessionsPanel } from './SessionsPanel'
import { YouPanel } from './YouPanel'

/** What everybody can set for themselves. */
export function Component() {
  const { profile } = useWords()
  const me = useMyself()
  return (
    <Page title={profile.title}>
      <YouPanel me={me} />
      <LookPanel me={me} />
      <NotificationsPanel me={me} />
      {moderates(me) && <AwayPanel me={me} />}
      <PasswordPanel me={me} />
      <SessionsPanel me={me} />
    </Page>
  )
}
