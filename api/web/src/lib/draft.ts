import { useState } from 'react'

const nameOf = (key: string): string => `beckon.draft.${key}`

/** What is being written, kept by this tab over a reload until it is sent. The key tells whose it is: the next to log in here must not read it. */
export function useDraft(key: string): readonly [string, (text: string) => void] {
  const [text, setText] = useState(() => sessionStorage.getItem(nameOf(key)) ?? '')
  const write = (next: string): void => {
    setText(next)
    if (next === '') sessionStorage.removeItem(nameOf(key))
    else sessionStorage.setItem(nameOf(key), next)
  }
  return [text, write]
}
