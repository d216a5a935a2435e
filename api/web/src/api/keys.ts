/** The names of everything that is read from the server. */
export const keys = {
  signUp: ['signup'],
  me: ['me'],
  views: ['views'],
  tickets: ['tickets'],
  list: (filter: object) => ['tickets', 'list', filter],
  counts: (filter: object) => ['tickets', 'counts', filter],
  ticket: (number: number) => ['ticket', number],
  file: (id: string) => ['file', id],
  users: ['users'],
  people: (filter: object) => ['users', filter],
  skills: ['skills'],
  events: (parked: boolean) => ['events', parked],
} as const
