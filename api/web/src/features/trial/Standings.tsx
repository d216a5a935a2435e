import { Panel } from '@/ui/Panel'
import { useWords } from '@/words'
import type { Explanation } from './TrialPage'
import { barred } from './reasons'

type Standing = Explanation['people'][number]

/** How everybody stands towards the ticket, the best first; then why the others cannot get it. */
export function Standings({ people }: { people: Explanation['people'] }) {
  const words = useWords()
  const { trial: w } = words
  const able = people.filter((p) => p.barred === '')
  const unable = people.filter((p) => p.barred !== '')
  return (
    <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
      <Panel title={w.able(able.length)}>
        {able.length === 0 && <p className="text-quiet text-sm">{w.noneAble}</p>}
        <ol className="divide-base-300 divide-y">
          {able.map((p, i) => (
            <Able key={p.person.id} standing={p} place={i + 1} />
          ))}
        </ol>
        {able.length > 0 && <p className="text-quiet mt-3 text-xs">{w.scoreHint}</p>}
      </Panel>
      <Panel title={w.unable(unable.length)}>
        {unable.length === 0 && <p className="text-quiet text-sm">{w.noneUnable}</p>}
        <ul className="divide-base-300 divide-y text-sm">
          {unable.map((p) => (
            <li key={p.person.id} className="flex flex-wrap justify-between gap-x-4 py-2">
              <span>
                {p.person.name} <span className="text-quiet">{words.role[p.role]}</span>
              </span>
              <span>{barred(p.barred, words)}</span>
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  )
}

function Able({ standing: s, place }: { standing: Standing; place: number }) {
  const words = useWords()
  const { trial: w } = words
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 py-2 text-sm">
      <span className="font-medium">
        {place}. {s.person.name} <span className="text-quiet font-normal">{words.role[s.role]}</span>
      </span>
      <span className="figures font-medium">{w.score(Math.round(s.score * 100))}</span>
      <span className="text-quiet col-span-2">
        {s.knows.length === 0 ? w.knowsNothing : w.phrases.knows(s.knows.join(', '))} · {w.fit(Math.round(s.fit * 100))} · {w.phrases.load(String(s.live), String(s.share))}
      </span>
      <svg viewBox="0 0 100 4" preserveAspectRatio="none" className="col-span-2 mt-1 h-1.5 w-full" aria-hidden="true">
        <rect width="100" height="4" fill="var(--color-base-300)" />
        <rect width={s.score * 100} height="4" fill="var(--color-primary)" />
      </svg>
    </li>
  )
}
