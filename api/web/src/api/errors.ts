import type { components } from './schema'
import type { Cause } from './types'

type Body = components['schemas']['Error']['error']
type Code = Body['code']

/** A failure the API explains in a sentence for people. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly status: number
  readonly code: Code | 'offline'
  readonly reason: Body['reason']
  readonly args: readonly string[]
  readonly fields: Readonly<Record<string, string>>
  /** Why a service did not do its part. (Errors have a cause of another kind.) */
  readonly why: Cause | null

  constructor(status: number, code: Code | 'offline', message: string, { reason, args = [], fields = {}, cause }: Omit<Body, 'code' | 'message'> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.reason = reason
    this.args = args
    this.fields = fields
    this.why = cause ?? null
  }
}

function isErrorBody(body: unknown): body is components['schemas']['Error'] {
  return typeof body === 'object' && body !== null && 'error' in body
}

/** The error an answer stands for. A proxy's page has no sentence for people: then there is none. */
export function errorOf(status: number, body: unknown): ApiError {
  if (isErrorBody(body)) return new ApiError(status, body.error.code, body.error.message, body.error)
  return new ApiError(status, status >= 500 ? 'unavailable' : 'invalid', '')
}

/** Whether the same again may go better: there was no line, it was too much at once, or the trouble is the desk's. */
export const mayPass = (error: unknown): boolean => !(error instanceof ApiError) || error.status === 0 || error.status === 429 || error.status >= 500

export const isCode = (error: unknown, code: ApiError['code']): boolean => error instanceof ApiError && error.code === code
