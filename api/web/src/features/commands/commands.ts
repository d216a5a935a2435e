import { useLayoutEffect, useState } from 'react'
import { createStore } from '@/lib/store'

/** Something one can do, by a key, from the palette, or both. */
export interface Command {
  id: string
  label: string
  group: string
  run: () => void
  keys?: string | undefined
}

interface Layer {
  list: readonly Command[]
  everywhere: boolean
}

const layers = new Map<symbol, Layer>()

/** Offers commands from the moment the component shows, for as long as it does. Those of a page come before those that are everywhere. */
export function useCommands(list: readonly Command[], everywhere = false): void {
  const [layer] = useState(() => Symbol('commands'))
  useLayoutEffect(() => {
    layers.set(layer, { list, everywhere })
  })
  useLayoutEffect(
    () => () => {
      layers.delete(layer)
    },
    [layer],
  )
}

/** What can be done now, the page's own first. */
export const commands = (): Command[] => [...layers.values()].sort((a, b) => Number(a.everywhere) - Number(b.everywhere)).flatMap((layer) => layer.list)

/** What is open over the page: the palette, the list of keys, or nothing. */
export const overlay = createStore<'palette' | 'keys' | null>(null)

const key = 'beckon.singleKeys'

/** Whether single letters are shortcuts. People who dictate switch that off. */
export const singleKeys = createStore(localStorage.getItem(key) !== 'off')

export function setSingleKeys(on: boolean): void {
  localStorage.setItem(key, on ? 'on' : 'off')
  singleKeys.write(on)
}
