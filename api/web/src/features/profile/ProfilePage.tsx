import { logOut } from '@/features/auth/actions'
import { useMyself } from '@/features/auth/me'
import { Page } from '@/ui/Page'
import { useWords } from '@/words'

export function Component() {
  const { profile, nav } = useWords()
  const me = useMyself()
  return (
    <Page title={profile.title}>
      <p>{me.name}</p>
      <button type="button" className="btn" onClick={() => void logOut(true)}>{nav.logOutAll}</button>
    </Page>
  )
}
