import { Suspense, lazy } from 'react'

const Rendered = lazy(() => import('./MarkdownRendered'))

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
