import { Suspense, lazy } from 'react'

const load = () => import('./MarkdownRendered')
const Rendered = lazy(load)

/** Fetches what draws Markdown, before there is any to draw. */
export const prepareMarkdown = (): void => void load()

/** Text in Markdown, without HTML and without pictures from elsewhere. */
export function Markdown({ text }: { text: string }) {
  return (
    <div className="prose">
      <Suspense fallback={<p>{text}</p>}>
        <Rendered text={text} />
      </Suspense>
    </div>
  )
}
