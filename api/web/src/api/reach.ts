const hearers = new EventTarget()
const name = 'reached'

/** Says that the desk has just answered. */
export const reached = (): boolean => hearers.dispatchEvent(new Event(name))

/** Calls back whenever the desk has answered, until the signal aborts. */
export const onReached = (hear: () => void, signal: AbortSignal): void => hearers.addEventListener(name, hear, { signal })
