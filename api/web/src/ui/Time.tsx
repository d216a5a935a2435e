import { useMe } from '@/features/auth/me'
import { useNow } from '@/lib/clock'
import { ago, moment } from '@/lib/time'
import { useLanguage } from '@/words'

/** A moment, as people say it, with the exact one in the reader's zone on hover. */
export function Time({ at, exact = false }: { at: string; exact?: boolean }) {
  const language = useLanguage()
  const zone = useMe()?.timeZone ?? ''
  const now = useNow()
  const date = new Date(at)
  const full = moment(date, language, zone)
  return (
    <time dateTime={at} title={full} className="whitespace-nowrap">
      {exact ? full : ago(date, now, language, zone)}
    </time>
  )
}
