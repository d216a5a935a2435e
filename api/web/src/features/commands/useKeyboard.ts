import { useEffect } from 'react'
import { commands, singleKeys } from './commands'
import { follow, isPressed, isWriting, nameOf } from './keys'

const patience = 1200 // ms between the keys of a sequence

/** Runs commands by their keys, except while somebody writes or a dialog is open. Escape ends the writing. */
export function useKeyboard(): void {
  useEffect(() => {
    let before = ''
    let at = 0
    const listen = (event: KeyboardEvent): void => {
      const name = nameOf(event)
      if (name === null || event.defaultPrevented) return
      if (name === 'Escape' && isWriting(event.target) && document.querySelector('dialog[open]') === null) leaveField()
      const chord = name.startsWith('mod+')
      if (!chord && (isWriting(event.target) || !singleKeys.read())) return
      if (name === 'Enter' && isPressed(event.target)) return
      if (document.querySelector('dialog[open]') !== null) return
      const all = commands().filter((c) => c.keys !== undefined)
      const { match, pending } = follow(event.timeStamp - at < patience ? before : '', name, all.map((c) => c.keys ?? ''))
      before = pending
      at = event.timeStamp
      if (match === null) return
      event.preventDefault()
      all.find((c) => c.keys === match)?.run()
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])
}

/** Goes to the page's heading, where letters are shortcuts again. */
const leaveField = (): void => document.querySelector<HTMLElement>('#main h1')?.focus({ preventScroll: true })
