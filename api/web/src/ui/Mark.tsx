import { Fragment } from 'react'
import { marked } from '@/lib/marked'

/** A text with the words that a search has found made visible. */
export function Mark({ text, words }: { text: string; words: readonly string[] }) {
  return marked(text, words).map((part, i) => (part.hit ? <mark key={i} className="bg-accent/25 rounded-xs text-inherit">{part.text}</mark> : <Fragment key={i}>{part.text}</Fragment>))
}
