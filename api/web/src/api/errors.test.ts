import { expect, test } from 'vitest'
import { ApiError, mayPass } from './errors'

test.each([
  ['no line', new ApiError(0, 'offline', ''), true],
  ['too much at once', new ApiError(429, 'too_many', ''), true],
  ['a desk that is down', new ApiError(503, 'unavailable', ''), true],
  ['a spent link', new ApiError(409, 'conflict', ''), false],
  ['what is not there', new ApiError(404, 'not_found', ''), false],
])('whether trying again may help: %s', (_, error, may) => {
  expect(mayPass(error)).toBe(may)
})
