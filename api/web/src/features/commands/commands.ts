import { useEffect, useState } from 'react'
import { createStore } from '@/lib/store'

/** Something one can do, by a key, from the palette, or both. */
export interface Command {
  id: string
  label: string
  group: string
  run: () => void
  keys?: string | undefined
}

const layers = new Map<symbol, readonly Command[]>()

/** Offers commands for as long as the component is drawn. A later one with the same keys comes first. */
export function useCommands(list: readonly Command[]): void {
  const [layer] = useState(() => Symbol('commands'))
  useEffect(() => {
    layers.set(layer, list)
  })
  useEffect(
    () => () => {
      layers.delete(layer)
    },
    [layer],
  )
}

/** What can be done now, the page's own first. */
export const commands = (): Command[] => [...layers.values()].reverse().flat()

/** What is open over the page: the palette, the list of keys, or nothing. */
export const overlay = createStore<'palette' | 'keys' | null>(null)

const key = 'beckon.singleKeys'

/** Whether single letters are shortcuts. People who dictate switch that off. */
export const singleKeys = createStore(localStorage.getItem(key) !== 'off')

export function setSingleKeys(on: boolean): void {
  localStorage.setItem(key, on ? 'on' : 'off')
  singleKeys.write(on)
}
