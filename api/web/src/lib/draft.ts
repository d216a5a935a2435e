import { useState } from 'react'

const prefix = 'beckon.draft.'
const nameOf = (key: string): string => prefix + key

/** What this tab keeps under a key; empty for nothing. */
export const readDraft = (key: string): string => sessionStorage.getItem(nameOf(key)) ?? ''

/** Keeps a text, or with an empty one nothing more. */
export function writeDraft(key: string, text: string): void {
  if (text === '') sessionStorage.removeItem(nameOf(key))
  else sessionStorage.setItem(nameOf(key), text)
}

/** What is being written, kept by this tab over a reload until it is sent. The key tells whose it is: the next to log in here must not read it. */
export function useDraft(key: string): readonly [string, (text: string) => void] {
  const [text, setText] = useState(() => readDraft(key))
  const write = (next: string): void => {
    setText(next)
    writeDraft(key, next)
  }
  return [text, write]
}

/** The same for more than one text; undefined for nothing. */
export function useDraftOf<T>(key: string): readonly [T | undefined, (value: T | undefined) => void] {
  const [text, setText] = useDraft(key)
  return [text === '' ? undefined : (JSON.parse(text) as T), (value) => setText(value === undefined ? '' : JSON.stringify(value))]
}

/** Forgets what is being written: whoever logs out leaves nothing to read behind. */
export function forgetDrafts(): void {
  for (const name of Object.keys(sessionStorage)) if (name.startsWith(prefix)) sessionStorage.removeItem(name)
}
