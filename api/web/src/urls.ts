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
  const desk = 'https://desk.invalid' // any will do: what leads away from it, as browsers read it, is not ours
  if (to === null || !to.startsWith('/') || !URL.canParse(to, desk)) return urls.home
  const { origin, pathname, search, hash } = new URL(to, desk)
  return origin === desk && !pathname.startsWith('//') ? pathname + search + hash : urls.home
}
