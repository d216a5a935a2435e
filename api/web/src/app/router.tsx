import { createBrowserRouter } from 'react-router'
import { lookWhoIAm } from '@/features/auth/me'
import { Spinner } from '@/ui/Spinner'
import { NotFound } from './NotFound'
import { RouteError } from './RouteError'
import { askForList, askForTicket } from './ahead'
import { AdminOnly, ModeratorsOnly, SignedIn } from './guards'
import { pages } from './pages'

const at = ([path, lazy]: (typeof pages)[keyof typeof pages]) => ({ path, lazy })

export const router = createBrowserRouter([
  {
    errorElement: <RouteError />,
    hydrateFallbackElement: <Spinner />,
    children: [
      {
        loader: lookWhoIAm,
        shouldRevalidate: () => true, // at every click
        children: [at(pages.login), at(pages.signup)],
      },
      at(pages.forgot),
      at(pages.password),
      {
        loader: lookWhoIAm,
        shouldRevalidate: () => true, // at every click
        element: <SignedIn />,
        children: [
          {
            errorElement: <RouteError />,
            children: [
              at(pages.home),
              at(pages.newTicket),
              { ...at(pages.ticket), loader: askForTicket },
              at(pages.link),
              at(pages.verify),
              at(pages.profile),
              {
                element: <ModeratorsOnly />,
                children: [{ ...at(pages.queue), loader: askForList }, at(pages.insight)],
              },
              {
                element: <AdminOnly />,
                children: [at(pages.people), at(pages.skills), at(pages.routing), at(pages.trial), at(pages.integrations), at(pages.audit), at(pages.events)],
              },
              { path: '*', element: <NotFound /> },
            ],
          },
        ],
      },
    ],
  },
])
