/**
 * Keys are written as people press them: "c", "?", "Enter", "mod+k" (Ctrl, or
 * Command on a Mac), "g q" for one after the other.
 */

interface Press {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
}

/** The name of a key press, null for one that is no shortcut here. */
export function nameOf(press: Press): string | null {
  if (press.altKey || ['Shift', 'Control', 'Alt', 'Meta', 'Dead', 'Process'].includes(press.key)) return null
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key
  return press.ctrlKey || press.metaKey ? `mod+${key}` : key
}

/** What a press means after those before it: one of the shortcuts, the beginning of one, or nothing. */
export function follow(before: string, press: string, shortcuts: readonly string[]): { match: string | null; pending: string } {
  for (const sequence of before === '' ? [press] : [`${before} ${press}`, press]) {
    if (shortcuts.includes(sequence)) return { match: sequence, pending: '' }
    if (shortcuts.some((s) => s.startsWith(`${sequence} `))) return { match: null, pending: sequence }
  }
  return { match: null, pending: '' }
}

/** Whether Enter there presses what has the focus, so that it is no shortcut. */
export const isPressed = (target: EventTarget | null): boolean => target instanceof Element && target.closest('a, button, summary') !== null

/** Whether somebody is writing there, so that letters are letters. */
export function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type)
}
