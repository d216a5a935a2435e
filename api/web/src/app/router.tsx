import { createBrowserRouter } from 'react-router'
import { lookWhoIAm } from '@/features/auth/me'
import { Spinner } from '@/ui/Spinner'
import { urls } from '@/urls'
import { NotFound } from './NotFound'
import { RouteError } from './RouteError'
import { AdminOnly, ModeratorsOnly, SignedIn } from './guards'

/** Every page, each loaded when it is first gone to. */
export const router = createBrowserRouter([
  {
    errorElement: <RouteError />,
    hydrateFallbackElement: <Spinner />,
    children: [
      {
        loader: lookWhoIAm,
        shouldRevalidate: () => true, // at every click
        children: [
          { path: urls.login(), lazy: () => import('@/features/auth/LoginPage') },
          { path: urls.signup, lazy: () => import('@/features/auth/SignupPage') },
        ],
      },
      { path: urls.forgot, lazy: () => import('@/features/auth/ForgotPage') },
      { path: urls.password, lazy: () => import('@/features/auth/PasswordPage') },
      { path: urls.verify, lazy: () => import('@/features/auth/VerifyPage') },
      {
        loader: lookWhoIAm,
        shouldRevalidate: () => true, // at every click
        element: <SignedIn />,
        children: [
          {
            errorElement: <RouteError />,
            children: [
              { path: urls.home, lazy: () => import('@/features/tickets/HomePage') },
              { path: urls.newTicket, lazy: () => import('@/features/tickets/NewTicketPage') },
              { path: urls.ticket(':number'), lazy: () => import('@/features/tickets/TicketPage') },
              { path: urls.link, lazy: () => import('@/features/profile/LinkPage') },
              { path: urls.profile, lazy: () => import('@/features/profile/ProfilePage') },
              {
                element: <ModeratorsOnly />,
                children: [
                  { path: urls.queue, lazy: () => import('@/features/tickets/QueuePage') },
                  { path: urls.insight, lazy: () => import('@/features/insight/InsightPage') },
                ],
              },
              {
                element: <AdminOnly />,
                children: [
                  { path: urls.people, lazy: () => import('@/features/people/PeoplePage') },
                  { path: urls.skills, lazy: () => import('@/features/skills/SkillsPage') },
                  { path: urls.routing, lazy: () => import('@/features/routing/RoutingPage') },
                  { path: urls.trial, lazy: () => import('@/features/trial/TrialPage') },
                  { path: urls.integrations, lazy: () => import('@/features/integrations/IntegrationsPage') },
                  { path: urls.audit, lazy: () => import('@/features/audit/AuditPage') },
                  { path: urls.events, lazy: () => import('@/features/events/EventsPage') },
                ],
              },
              { path: '*', element: <NotFound /> },
            ],
          },
        ],
      },
    ],
  },
])
