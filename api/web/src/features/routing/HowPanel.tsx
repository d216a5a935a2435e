import { Link } from 'react-router'
import { Panel } from '@/ui/Panel'
import { urls } from '@/urls'
import { useWords } from '@/words'

/** What routing weighs, and where each of it is set. */
export function HowPanel() {
  const { routing: w } = useWords()
  return (
    <Panel title={w.how}>
      <ol className="list-decimal ps-5 text-sm">
        {[w.howThere, w.howKnows, w.howRoom, w.howTurn].map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ol>
      <p className="mt-2 text-sm">
        {w.perPerson} <Link className="link" to={urls.people}>{w.toPeople}</Link>
      </p>
    </Panel>
  )
}
