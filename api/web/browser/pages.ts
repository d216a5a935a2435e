type Who = 'employee' | 'moderator' | 'admin' | null

/** Who looks at pages, null for somebody who has not logged in. */
export const visitors: readonly { who: Who; title: string }[] = [
  { who: null, title: 'a stranger sees' },
  { who: 'employee', title: 'a requester sees' },
  { who: 'moderator', title: 'a moderator sees' },
  { who: 'admin', title: 'an admin sees' },
]

/** Every page there is, and who looks at it. The number of a ticket is filled in. */
export const pages: readonly { name: string; who: Who; path: string }[] = [
  { name: 'login', who: null, path: '/login' },
  { name: 'signup', who: null, path: '/signup' },
  { name: 'forgot', who: null, path: '/forgot' },
  { name: 'password', who: null, path: '/password#token' },
  { name: 'home', who: 'employee', path: '/' },
  { name: 'new', who: 'employee', path: '/new' },
  { name: 'ticket-requester', who: 'employee', path: '/tickets/:number' },
  { name: 'queue', who: 'moderator', path: '/queue?status=all' },
  { name: 'queue-empty', who: 'moderator', path: '/queue?q=nothing+of+the+sort' },
  { name: 'ticket', who: 'moderator', path: '/tickets/:number' },
  { name: 'ticket-unknown', who: 'moderator', path: '/tickets/999999' },
  { name: 'insight', who: 'moderator', path: '/insight' },
  { name: 'profile', who: 'moderator', path: '/profile' },
  { name: 'people', who: 'admin', path: '/admin' },
  { name: 'skills', who: 'admin', path: '/admin/skills' },
  { name: 'routing', who: 'admin', path: '/admin/routing' },
  { name: 'trial', who: 'admin', path: '/admin/trial' },
  { name: 'integrations', who: 'admin', path: '/admin/integrations' },
  { name: 'events', who: 'admin', path: '/admin/events' },
  { name: 'audit', who: 'admin', path: '/admin/audit' },
  { name: 'link', who: 'employee', path: '/link#token' },
  { name: 'verify', who: 'employee', path: '/verify#token' },
  { name: 'not-found', who: 'employee', path: '/nowhere' },
]
