import type { components } from './schema'

type Schemas = components['schemas']

/** Oneself, or anybody to an admin: nothing is left out. (The generated type of an allOf that only requires is never.) */
export type Account = Schemas['UserFields'] & Required<Schemas['AccountFields']>
export type User = Schemas['UserFields'] & Schemas['AccountFields']
export type Role = Schemas['Role']
export type Ticket = Schemas['Ticket']
export type TicketDetail = Schemas['TicketDetail']
export type TicketPatch = Schemas['TicketPatch']
export type UserPatch = Schemas['UserPatch']
export type Status = Schemas['Status']
export type Priority = Schemas['Priority']
export type Platform = Schemas['Platform']
export type Verb = Schemas['Verb']
export type Field = Schemas['Field']
export type Sort = Schemas['Sort']
export type Match = Schemas['Match']
export type SavedView = Schemas['SavedView']
export type Person = Schemas['Person']
export type Comment = Schemas['Comment']
export type TicketFile = Schemas['File']
export type Change = Schemas['Change']
export type Notice = Schemas['Notice']
export type NoticeKind = Schemas['NoticeKind']
export type Receipt = Schemas['Receipt']
export type Cause = Schemas['Cause']
export type Skill = Schemas['Skill']
export type DeskEvent = Schemas['Event']
export type SessionBody = Pick<Schemas['Session'], 'accessToken'> & { user: Schemas['UserFields'] & Schemas['AccountFields'] }
export type Preferences = Schemas['Preferences']

/** Whether somebody works on tickets, as moderators and admins do. */
export const moderates = (who: { role: Role }): boolean => who.role !== 'user'

/** How a ticket stands while it still needs work. */
export const liveStatuses: readonly Status[] = ['open', 'in_progress', 'waiting']

/** Whether a ticket still needs work. */
export const isLive = (status: Status): boolean => liveStatuses.includes(status)
