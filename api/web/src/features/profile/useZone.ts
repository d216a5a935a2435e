import { useEffect } from 'react'
import type { Account } from '@/api/types'
import { zoneOf } from '@/lib/time'
import { useMyPatch } from './useMyPatch'

/** Tells the desk the zone of this browser when it knows none: quiet hours, the daily mail and the times in mails would be UTC's. */
export function useZone({ timeZone }: Account): void {
  const { mutate } = useMyPatch({ silent: true })
  useEffect(() => {
    if (timeZone === '') mutate({ timeZone: zoneOf('') })
  }, [timeZone, mutate])
}
