import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { Link, useSearchParams } from 'react-router'
import { api, take } from '@/api/client'
import type { components } from '@/api/schema'
import { useMyself } from '@/features/auth/me'
import { PersonField } from '@/features/people/PersonField'
import { details } from '@/features/tickets/deeds'
import { isDay, midnight } from '@/lib/time'
import { Empty } from '@/ui/Empty'
import { Failure } from '@/ui/Failure'
import { LoadMore } from '@/ui/LoadMore'
import { Page } from '@/ui/Page'
import { SaveCsv } from '@/ui/SaveCsv'
import { Skeleton } from '@/ui/Skeleton'
import { Time } from '@/ui/Time'
import { urls } from '@/urls'
import { useWords } from '@/words'
import { agent } from './agent'

type Log = { entries: components['schemas']['AuditEntry'][]; next: string | null }
type Entry = Log['entries'][number]

/** Who did what, when and from where. */
export function Component() {
  const words = useWords()
  const { audit: w } = words
  const verbs = { ...words.history, ...w.verbs }
  const [params, setParams] = useSearchParams()
  const chosen = (name: string): string => params.get(name) ?? ''
  const { timeZone } = useMyself()
  const begins = (day: string): string => (isDay(day) ? midnight(day, timeZone).toISOString() : day)
  const query = Object.fromEntries(Object.entries({ from: begins(chosen('from')), to: begins(chosen('to')), by: chosen('by'), verb: chosen('verb') }).filter(([, value]) => value !== ''))
  const by = useId()
  const log = useInfiniteQuery({
    queryKey: ['audit', query],
    // The same address also serves text/csv, which is why the type says string as well.
    queryFn: async ({ pageParam, signal }) => (await take(api.GET('/api/admin/audit', { params: { query: { ...query, limit: 50, cursor: pageParam } }, signal }))) as Log,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  })
  const entries = log.data?.pages.flatMap((p) => p.entries) ?? []
  const set = (name: string, value: string): void => setParams((old) => (value === '' ? old.delete(name) : old.set(name, value), old), { replace: true })
  return (
    <Page title={w.title} wide actions={<SaveCsv path="/api/admin/audit" query={query} name="audit.csv" />}>
      <p className="text-quiet -mt-2">{w.lead}</p>
      <div role="search" className="panel flex flex-wrap items-end gap-3 p-3">
        {(['from', 'to'] as const).map((name) => (
          <label key={name} className="flex flex-col gap-0.5 text-xs">
            {w[name]}
            <input type="date" className="input input-sm" value={chosen(name)} onChange={(e) => set(name, e.target.value)} />
          </label>
        ))}
        <div className="flex flex-col gap-0.5 text-xs">
          <label htmlFor={by}>{w.by}</label>
          <PersonField aria={{ id: by }} className="w-44" value={chosen('by')} choices={[['', w.anybody]]} everybody onChange={(id) => set('by', id)} />
        </div>
        <label className="flex flex-col gap-0.5 text-xs">
          {w.verb}
          <select className="select select-sm w-44 pe-8" value={chosen('verb')} onChange={(e) => set('verb', e.target.value)}>
            <option value="">{w.anything}</option>
            {Object.entries(verbs).map(([v, text]) => (
              <option key={v} value={v}>{text}</option>
            ))}
          </select>
        </label>
      </div>
      {log.isPending && <Skeleton />}
      {log.isError && <Failure error={log.error} retry={() => void log.refetch()} />}
      {log.isSuccess && entries.length === 0 && (
        <Empty title={w.none} lead={w.noneLead}>
          {Object.keys(query).length > 0 && <button type="button" className="btn" onClick={() => setParams({}, { replace: true })}>{words.list.clear}</button>}
        </Empty>
      )}
      {entries.length > 0 && (
        <ol className="panel divide-base-300 divide-y text-sm" aria-label={w.title}>
          {entries.map((e, i) => (
            <EntryRow key={i} entry={e} />
          ))}
        </ol>
      )}
      <LoadMore pages={log} />
    </Page>
  )
}

function EntryRow({ entry: e }: { entry: Entry }) {
  const words = useWords()
  const verbs: Record<string, string> = { ...words.history, ...words.audit.verbs }
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 p-3">
      <span className="min-w-0 grow [overflow-wrap:anywhere]">
        <span className="font-medium">{e.by?.name ?? words.ticket.beckon}</span> {verbs[e.verb] ?? e.verb}
        {e.ticket !== null && <> <Link className="link" to={urls.ticket(e.ticket)}>#{e.ticket}</Link></>}
        {e.person !== null && e.person.id !== e.by?.id && ` ${e.person.name}`}
        {e.text !== '' && <span className="text-quiet"> · {e.verb === 'logged in' ? <Agent header={e.text} /> : details(e.verb, e.text, words)}</span>}
      </span>
      <span className="text-quiet">
        {words.platform[e.via]} · <Time at={e.at} exact />
      </span>
    </li>
  )
}

/** With what somebody logged in, in words; in full under the mouse and in the CSV. */
function Agent({ header }: { header: string }) {
  const { audit } = useWords()
  const { browser, system } = agent(header)
  const named = [browser, system].filter((name) => name !== '')
  return <span title={header}>{named.length === 2 ? audit.agent(browser, system) : (named[0] ?? header)}</span>
}
