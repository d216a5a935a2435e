import { NavLink } from 'react-router'
import { moderates } from '@/api/types'
import { logOut } from '@/features/auth/actions'
import { useMyself } from '@/features/auth/me'
import { overlay } from '@/features/commands/commands'
import { LiveBadge } from '@/features/live/LiveBadge'
import { Avatar } from '@/ui/Avatar'
import { urls } from '@/urls'
import { useWords } from '@/words'
import { Views } from './Views'

/** Where one can go, and who one is. */
export function Sidebar({ onGo }: { onGo?: (() => void) | undefined }) {
  const { app, nav, role } = useWords()
  const me = useMyself()
  const link = ({ isActive }: { isActive: boolean }) => `block rounded-md px-3 py-1 ${isActive ? 'bg-primary/12 text-primary font-semibold' : 'hover:bg-base-200'}`
  const item = (to: string, label: string) => (
    <li>
      <NavLink to={to} end className={link} onClick={onGo}>{label}</NavLink>
    </li>
  )
  return (
    <div className="flex h-full flex-col gap-3 p-3">
      <div className="hidden items-center gap-2 px-2 pt-1 lg:flex">
        <img src="/icon.svg" alt="" width={28} height={28} className="size-7" />
        <span className="text-base font-semibold">{app.name}</span>
      </div>
      <button
        type="button"
        className="btn btn-sm border-base-300 bg-base-200 text-quiet justify-start font-normal"
        aria-haspopup="dialog"
        onClick={() => {
          onGo?.()
          overlay.write('palette')
        }}
      >
        <span className="grow truncate text-start">{nav.search}</span>
        <kbd className="kbd kbd-sm">{nav.control} K</kbd>
      </button>
      <div className="flex grow flex-col gap-3 overflow-y-auto">
        <nav aria-label={app.pages}>
          <ul className="flex flex-col">
            {!moderates(me) && item(urls.home, nav.mine)}
            {item(urls.newTicket, nav.newTicket)}
            {moderates(me) && item(urls.insight, nav.insight)}
          </ul>
        </nav>
        {moderates(me) && <Views onGo={onGo} />}
        {me.role === 'admin' && (
          <nav aria-label={nav.admin}>
            <h2 className="text-quiet px-3 pb-1 text-xs font-semibold tracking-wide uppercase">{nav.admin}</h2>
            <ul className="flex flex-col">
              {item(urls.people, nav.people)}
              {item(urls.skills, nav.skills)}
              {item(urls.routing, nav.routing)}
              {item(urls.trial, nav.trial)}
              {item(urls.integrations, nav.integrations)}
              {item(urls.events, nav.events)}
              {item(urls.audit, nav.audit)}
            </ul>
          </nav>
        )}
      </div>
      <div className="border-base-300 flex flex-col gap-1 border-t pt-2">
        <NavLink to={urls.profile} className={link} onClick={onGo}>
          <span className="flex items-center gap-2">
            <Avatar name={me.name} />
            <span className="min-w-0">
              <span className="block truncate font-medium">{me.name}</span>
              <span className="text-quiet block text-xs">{role[me.role]}</span>
            </span>
          </span>
        </NavLink>
        <div className="flex items-center justify-between">
          <LiveBadge />
          <button type="button" className="btn btn-ghost btn-sm px-3 font-normal" onClick={() => void logOut()}>
            {nav.logOut}
          </button>
        </div>
      </div>
    </div>
  )
}
