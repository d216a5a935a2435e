import { useSyncExternalStore } from 'react'

/** A value that components can watch. */
export interface Store<T> {
  read: () => T
  write: (value: T) => void
  use: () => T
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial
  const listeners = new Set<() => void>()
  const read = (): T => value
  const subscribe = (tell: () => void): (() => void) => {
    listeners.add(tell)
    return () => listeners.delete(tell)
  }
  return {
    read,
    write: (next) => {
      value = next
      for (const tell of listeners) tell()
    },
    use: () => useSyncExternalStore(subscribe, read),
  }
}
