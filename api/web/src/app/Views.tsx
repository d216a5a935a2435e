import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from 'react-router'
import { useMyself } from '@/features/auth/me'
import { formatFilter, parseFilter, sameFilter, toCount } from '@/features/tickets/filter'
import { countsQuery } from '@/features/tickets/queries'
import { filterOf, viewsQuery } from '@/features/tickets/savedViews'
import { type View, viewsFor } from '@/features/tickets/views'
import { useNow } from '@/lib/clock'
import { urls } from '@/urls'
import { useWords } from '@/words'

/** The moderator's lists, with how much is in those that matter, and those they have saved. */
export function Views({ onGo }: { onGo?: (() => void) | undefined }) {
  const words = useWords()
  const me = useMyself()
  const saved = useQuery(viewsQuery).data ?? []
  return (
    <>
      <ViewList title={words.app.views} views={viewsFor(me, words)} onGo={onGo} />
      {saved.length > 0 && <ViewList title={words.savedViews.title} views={saved.map((v) => ({ label: v.name, filter: filterOf(v), counted: false }))} onGo={onGo} />}
    </>
  )
}

function ViewList({ title, views, onGo }: { title: string; views: readonly View[]; onGo: (() => void) | undefined }) {
  const { pathname, search } = useLocation()
  const shown = pathname === urls.queue ? parseFilter(new URLSearchParams(search)) : null
  return (
    <nav aria-label={title}>
      <h2 className="text-quiet px-3 pb-1 text-xs font-semibold tracking-wide uppercase">{title}</h2>
      <ul className="flex flex-col">
        {views.map((view) => {
          const here = shown !== null && sameFilter(shown, view.filter)
          return (
            <li key={view.label}>
              <Link
                to={urls.list(formatFilter(view.filter))}
                aria-current={here ? 'page' : undefined}
                className={`flex items-center rounded-md px-3 py-1 ${here ? 'bg-primary/12 text-primary font-semibold' : 'hover:bg-base-200'}`}
                onClick={onGo}
              >
                <span className="grow truncate">{view.label}</span>
                {view.counted && <Count view={view} />}
              </Link>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}

function Count({ view }: { view: View }) {
  const { list } = useWords()
  const { data } = useQuery(countsQuery(toCount(view.filter, useNow().getTime(), useMyself().timeZone)))
  const count = data?.['']
  if (count === undefined) return null
  return (
    <span className="figures text-sm" aria-label={list.count(count)}>
      {count}
    </span>
  )
}
