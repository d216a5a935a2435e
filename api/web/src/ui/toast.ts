import { createStore } from '@/lib/store'

export interface Toast {
  id: number
  text: string
  bad: boolean
  action?: { label: string; run: () => void } | undefined
}

export const toasts = createStore<readonly Toast[]>([])
let last = 0

export function dismiss(id: number): void {
  toasts.write(toasts.read().filter((t) => t.id !== id))
}

/** Says something in passing; said again, it stands once. With an action it stays, for what it acts on, long enough to reach for it. */
export function say(text: string, options: { bad?: boolean; action?: Toast['action'] } = {}): void {
  const id = ++last
  toasts.write([...toasts.read().filter((t) => t.text !== text || t.action !== undefined).slice(-2), { id, text, bad: options.bad ?? false, action: options.action }])
  setTimeout(() => dismiss(id), options.action === undefined && options.bad !== true ? 6_000 : 20_000)
}
