import { Suspense, lazy } from 'react'
import { isPlain, paragraphs } from '@/lib/plain'

const load = () => import('./MarkdownRendered')
const Rendered = lazy(load)

/** Fetches what draws Markdown, before there is any to draw. */
export const prepareMarkdown = (): void => void load()

/** Text in Markdown, without HTML and without pictures from elsewhere. Most texts have no marks, and need nothing that draws them. */
export function Markdown({ text }: { text: string }) {
  const plain = paragraphs(text).map((p, i) => <p key={i}>{p}</p>)
  return <div className="prose">{isPlain(text) ? plain : <Suspense fallback={plain}><Rendered text={text} /></Suspense>}</div>
}
