import ReactMarkdown, { type Components } from 'react-markdown'
import gfm from 'remark-gfm'

// Headings in people's texts must not tear the outline of the page.
const bold: Components['h1'] = ({ children }) => (
  <p>
    <strong>{children}</strong>
  </p>
)

const components: Components = {
  h1: bold, h2: bold, h3: bold, h4: bold, h5: bold, h6: bold,
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noreferrer noopener nofollow">
      {children}
    </a>
  ),
  // A picture from elsewhere would tell its owner who reads this.
  img: ({ src, alt }) =>
    typeof src === 'string' && src !== '' ? (
      <a href={src} target="_blank" rel="noreferrer noopener nofollow">
        {alt === undefined || alt === '' ? src : alt}
      </a>
    ) : (
      alt
    ),
  // Tick boxes are pictures of a state, not controls.
  input: ({ checked }) => <span aria-hidden="true">{checked === true ? '☑ ' : '☐ '}</span>,
  // Cells are set apart by class, since the page's policy allows no inline style.
  th: ({ children }) => <th>{children}</th>,
  td: ({ children }) => <td>{children}</td>,
  pre: ({ children }) => (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by keyboard
    <pre tabIndex={0}>{children}</pre>
  ),
}

export default function MarkdownRendered({ text }: { text: string }) {
  return (
    <ReactMarkdown remarkPlugins={[gfm]} components={components}>
      {text}
    </ReactMarkdown>
  )
}
