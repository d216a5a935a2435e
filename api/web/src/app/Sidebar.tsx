import { NavLink } from 'react-router'
import { moderates } from '@/api/types'
import { logOut } from '@/features/auth/actions'
import { useMyself } from '@/features/auth/me'
import { Avatar } from '@/ui/Avatar'
import { urls } from '@/urls'
import { useWords } from '@/words'

/** Where one can go, and who one is. */
export function Sidebar({ onGo }: { onGo?: () => void }) {
  const { app, nav, role } = useWords()
  const me = useMyself()
  const link = ({ isActive }: { isActive: boolean }) => `block rounded-md px-3 py-1.5 ${isActive ? 'bg-primary/12 text-primary font-semibold' : 'hover:bg-base-200'}`
  const item = (to: string, label: string) => (
    <li>
      <NavLink to={to} end className={link} onClick={onGo}>{label}</NavLink>
    </li>
  )
  return (
    <div className="flex h-full flex-col gap-4 p-3">
      <div className="hidden items-center gap-2 px-2 pt-1 lg:flex">
        <img src="/icon.svg" alt="" className="size-7" />
        <span className="text-base font-semibold">{app.name}</span>
      </div>
      <nav aria-label={app.pages} className="grow overflow-y-auto">
        <ul className="flex flex-col gap-0.5">
          {moderates(me) ? item(urls.queue, nav.queue) : item(urls.home, nav.mine)}
          {item(urls.newTicket, nav.newTicket)}
        </ul>
      </nav>
      <div className="border-base-300 flex flex-col gap-2 border-t pt-3">
        <NavLink to={urls.profile} className={link} onClick={onGo}>
          <span className="flex items-center gap-2">
            <Avatar name={me.name} />
            <span className="min-w-0">
              <span className="block truncate font-medium">{me.name}</span>
              <span className="text-quiet block text-xs">{role[me.role]}</span>
            </span>
          </span>
        </NavLink>
        <button type="button" className="btn btn-ghost btn-sm justify-start px-3 font-normal" onClick={() => void logOut()}>
          {nav.logOut}
        </button>
      </div>
    </div>
  )
}
