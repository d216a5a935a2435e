import { useEffect } from 'react'
import { follow } from './live'

/** Keeps what is shown up to date for as long as this person is logged in. */
export function useLive(person: string): void {
  useEffect(() => {
    const end = new AbortController()
    follow(end.signal)
    return () => end.abort()
  }, [person])
}
