import type { components } from './schema'

type Code = components['schemas']['Error']['error']['code']

/** A failure the API explains in a sentence for people. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly status: number
  readonly code: Code | 'offline'
  readonly fields: Readonly<Record<string, string>>

  constructor(status: number, code: Code | 'offline', message: string, fields: Record<string, string> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.fields = fields
  }
}

function isErrorBody(body: unknown): body is components['schemas']['Error'] {
  return typeof body === 'object' && body !== null && 'error' in body
}

/** The error an answer stands for. A proxy's page has no sentence for people: then there is none. */
export function errorOf(status: number, body: unknown): ApiError {
  if (isErrorBody(body)) return new ApiError(status, body.error.code, body.error.message, body.error.fields)
  return new ApiError(status, status >= 500 ? 'unavailable' : 'invalid', '')
}

export const isCode = (error: unknown, code: ApiError['code']): boolean => error instanceof ApiError && error.code === code

/** What is wrong with each field of a form. */
export const fieldErrors = (error: unknown): Readonly<Record<string, string>> => (error instanceof ApiError ? error.fields : {})
