import { describe, expect, test } from 'vitest'
import { isOn, kindsFor, toggle } from './preferences'

const kinds = kindsFor('user')

describe('switching notices', () => {
  test('off for one channel', () => {
    expect(toggle({}, ['replied'], 'email', false, kinds)).toEqual({ replied: ['email'] })
  })
  test('on again', () => {
    expect(toggle({ replied: ['email', 'slack'] }, ['replied'], 'email', true, kinds)).toEqual({ replied: ['slack'] })
  })
  test('on for one kind, where the channel was off for all', () => {
    const off = toggle({ '': ['email'] }, ['replied'], 'email', true, kinds)
    expect(kinds.filter((k) => isOn(off, k, 'email'))).toEqual(['replied'])
  })
  test('all of them off for one channel, the others as they were', () => {
    const off = toggle({ opened: ['email', 'slack'] }, kinds, 'slack', false, kinds)
    expect(off).toEqual({ opened: ['slack', 'email'], claimed: ['slack'], replied: ['slack'], resolved: ['slack'] })
  })
})
