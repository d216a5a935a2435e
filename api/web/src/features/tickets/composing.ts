import { createStore } from '@/lib/store'

/** Whether the composer writes a note, for this tab. */
export const writingNote = createStore(false)

export const composerId = 'composer'

/** Puts the cursor where a reply, or a note, is written. */
export function focusComposer(note = false): void {
  writingNote.write(note)
  const field = document.getElementById(composerId)
  field?.focus()
  field?.scrollIntoView({ block: 'center' })
}

/** Whether the next ticket that is opened is opened to write a reply. */
export const writeOnArrival = createStore(false)
