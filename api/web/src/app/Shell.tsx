import { useEffect, useRef, useState } from 'react'
import { NavigationType, Outlet, useLocation, useNavigationType } from 'react-router'
import { Overlays } from '@/features/commands/Overlays'
import { overlay } from '@/features/commands/commands'
import { isWriting } from '@/features/commands/keys'
import { useKeyboard } from '@/features/commands/useKeyboard'
import { useMyself } from '@/features/auth/me'
import { OfflineBanner } from '@/features/live/LiveBadge'
import { useLive } from '@/features/live/useLive'
import { useZone } from '@/features/profile/useZone'
import { Dialog } from '@/ui/Dialog'
import { showTheme } from '@/lib/theme'
import { useWords } from '@/words'
import { Sidebar } from './Sidebar'
import { useAppCommands } from './useAppCommands'
import { useWide } from './useWide'

/** The frame of every page for people who are logged in. */
export function Shell() {
  const { app, keys } = useWords()
  const [menu, setMenu] = useState(false)
  const wide = useWide()
  const main = useFocusOnArrival()
  useAppCommands()
  useKeyboard()
  const me = useMyself()
  useLive(me.id)
  useZone(me)
  useEffect(() => showTheme(me.theme), [me.theme])
  return (
    <div className="flex min-h-dvh">
      <Overlays />
      <a
        href="#main"
        className="btn btn-primary sr-only z-50 focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
        onClick={(e) => {
          e.preventDefault() // what stands after the # may be the token of a link
          main.current?.focus()
        }}
      >
        {app.skip}
      </a>
      {wide && (
        <aside className="bg-base-100 border-base-300 sticky top-0 h-dvh w-60 shrink-0 border-e">
          <Sidebar />
        </aside>
      )}
      <div className="flex min-w-0 grow flex-col">
        <header className="bg-base-100 border-base-300 sticky top-0 z-20 flex items-center gap-3 border-b px-3 py-2 lg:hidden">
          <button type="button" className="btn btn-ghost btn-square btn-sm" aria-label={app.menu} aria-haspopup="dialog" onClick={() => setMenu(true)}>
            <svg viewBox="0 0 20 20" className="size-5" aria-hidden="true" stroke="currentColor" strokeWidth="2" strokeLinecap="round">
              <path d="M3 5h14M3 10h14M3 15h14" />
            </svg>
          </button>
          <img src="/icon.svg" alt="" width={24} height={24} className="size-6" />
          <span className="grow font-semibold">{app.name}</span>
          <button type="button" className="btn btn-ghost btn-square btn-sm" aria-label={keys.palette} aria-haspopup="dialog" onClick={() => overlay.write('palette')}>
            <svg viewBox="0 0 20 20" className="size-5" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round">
              <circle cx="9" cy="9" r="5" />
              <path d="m13 13 4 4" />
            </svg>
          </button>
        </header>
        {menu && (
          <Dialog title={app.menu} onClose={() => setMenu(false)} side>
            <Sidebar onGo={() => setMenu(false)} />
          </Dialog>
        )}
        <OfflineBanner />
        <main id="main" ref={main} tabIndex={-1} className="grow">
          <Outlet />
        </main>
      </div>
    </div>
  )
}

/** Moves the focus to a page's heading when one arrives there from another, so that screen readers begin there. */
function useFocusOnArrival() {
  const { pathname } = useLocation()
  const back = useNavigationType() === NavigationType.Pop
  const main = useRef<HTMLElement>(null)
  const first = useRef(true)
  useEffect(() => {
    const loaded = first.current && back // not come from a page of ours, as after logging in
    first.current = false
    if (loaded) return
    if (isWriting(document.activeElement)) return // the page has put the cursor where it is wanted
    if (back && main.current?.contains(document.activeElement) === true && document.activeElement !== main.current) return // or gone back to where one was
    if (!back) window.scrollTo(0, 0)
    ;(main.current?.querySelector<HTMLElement>('h1') ?? main.current)?.focus({ preventScroll: true })
    // eslint-disable-next-line react-hooks/exhaustive-deps -- how one came matters on arrival only
  }, [pathname])
  return main
}
