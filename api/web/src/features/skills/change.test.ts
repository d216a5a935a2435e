import { expect, test } from 'vitest'
import type { Skill } from '@/api/types'
import { changed } from './change'

const skill = (name: string, ...aliases: string[]): Skill => ({ name, aliases, description: '' })
const [vpn, mail, dns] = [skill('VPN'), skill('Email'), skill('DNS')]
const tunnel = skill('VPN', 'tunnel')

test.each([
  ['a new one goes to the end', [vpn], { was: null, now: mail }, [vpn, mail]],
  ['one is edited in its place', [vpn, mail], { was: vpn, now: tunnel }, [tunnel, mail]],
  ['one is renamed where it stands now', [dns, vpn], { was: vpn, now: skill('Remote') }, [dns, skill('Remote')]],
  ['one is removed', [vpn, mail], { was: vpn, now: null }, [mail]],
  ['one is removed that is gone already', [mail], { was: vpn, now: null }, [mail]],
  ['one is edited that somebody else has edited', [tunnel], { was: vpn, now: skill('VPN', 'wireguard') }, null],
  ['one is removed that somebody else has edited', [tunnel], { was: vpn, now: null }, null],
  ['one is edited that is gone', [mail], { was: vpn, now: tunnel }, null],
])('%s', (_, list, change, want) => {
  expect(changed(list, change)).toEqual(want)
})
