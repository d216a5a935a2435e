/** Every address of the app, written once. */

export const urls = {
  home: '/',
  queue: '/queue',
  list: (filter: URLSearchParams) => (filter.size > 0 ? `/queue?${filter.toString()}` : '/queue'),
  newTicket: '/new',
  ticket: (number: number | string) => `/tickets/${number}`,
  login: (to?: string) => (to && to !== '/' ? `/login?${new URLSearchParams({ to }).toString()}` : '/login'),
  signup: '/signup',
  forgot: '/forgot',
  password: '/password',
  verify: '/verify',
  link: '/link',
  profile: '/profile',
  people: '/admin',
  skills: '/admin/skills',
  events: '/admin/events',
  audit: '/admin/audit',
  auditOf: (verb: string) => `/admin/audit?${new URLSearchParams({ verb }).toString()}`,
  routing: '/admin/routing',
  trial: '/admin/trial',
  integrations: '/admin/integrations',
  insight: '/insight',
} as const

/** Where to go after logging in: the address asked for, if it is one of ours. */
export function safeReturn(to: string | null): string {
  return to !== null && /^\/(?![/\\])/.test(to) ? to : urls.home
}
