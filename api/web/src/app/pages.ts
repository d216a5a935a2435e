import type { ComponentType } from 'react'
import { urls } from '@/urls'

/** A page: its address, and what loads it. */
type Page = readonly [path: string, load: () => Promise<{ Component: ComponentType }>]

const number = ':number'

/** Every page, each loaded when it is first gone to. */
export const pages = {
  login: [urls.login(), () => import('@/features/auth/LoginPage')],
  signup: [urls.signup, () => import('@/features/auth/SignupPage')],
  forgot: [urls.forgot, () => import('@/features/auth/ForgotPage')],
  password: [urls.password, () => import('@/features/auth/PasswordPage')],
  verify: [urls.verify, () => import('@/features/auth/VerifyPage')],
  home: [urls.home, () => import('@/features/tickets/HomePage')],
  newTicket: [urls.newTicket, () => import('@/features/tickets/NewTicketPage')],
  ticket: [urls.ticket(number), () => import('@/features/tickets/TicketPage')],
  link: [urls.link, () => import('@/features/profile/LinkPage')],
  profile: [urls.profile, () => import('@/features/profile/ProfilePage')],
  queue: [urls.queue, () => import('@/features/tickets/QueuePage')],
  insight: [urls.insight, () => import('@/features/insight/InsightPage')],
  people: [urls.people, () => import('@/features/people/PeoplePage')],
  skills: [urls.skills, () => import('@/features/skills/SkillsPage')],
  routing: [urls.routing, () => import('@/features/routing/RoutingPage')],
  trial: [urls.trial, () => import('@/features/trial/TrialPage')],
  integrations: [urls.integrations, () => import('@/features/integrations/IntegrationsPage')],
  audit: [urls.audit, () => import('@/features/audit/AuditPage')],
  events: [urls.events, () => import('@/features/events/EventsPage')],
} as const satisfies Record<string, Page>

const fits = (path: string, pathname: string): boolean =>
  path.endsWith(number) ? pathname.startsWith(path.slice(0, -number.length)) : path === pathname

/** What loads the page at an address, if there is one. */
export const pageAt = (pathname: string): Page[1] | undefined => Object.values<Page>(pages).find(([path]) => fits(path, pathname))?.[1]
