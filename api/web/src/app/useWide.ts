import { useSyncExternalStore } from 'react'

const wide = window.matchMedia('(min-width: 64rem)')

function subscribe(tell: () => void): () => void {
  wide.addEventListener('change', tell)
  return () => wide.removeEventListener('change', tell)
}

/** Whether the window has room for the sidebar. */
export const useWide = (): boolean => useSyncExternalStore(subscribe, () => wide.matches)
