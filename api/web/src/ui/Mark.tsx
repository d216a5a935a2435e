import { Fragment } from 'react'
import { marked } from '@/lib/marked'

/** A text with the words that were searched for made visible. */
export function Mark({ text, q }: { text: string; q: string }) {
  if (q === '') return text
  return marked(text, q).map((part, i) => (part.hit ? <mark key={i} className="bg-accent/25 rounded-xs text-inherit">{part.text}</mark> : <Fragment key={i}>{part.text}</Fragment>))
}
