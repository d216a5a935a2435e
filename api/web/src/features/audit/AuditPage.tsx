import { keepPreviousData, useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { Link, useSearchParams } from 'react-router'
import { api, session, take } from '@/api/client'
import { errorOf } from '@/api/errors'
import type { components } from '@/api/schema'
import { saveFile } from '@/lib/save'
import { Empty } from '@/ui/Empty'
import { Failure } from '@/ui/Failure'
import { Page } from '@/ui/Page'
import { Skeleton } from '@/ui/Skeleton'
import { Time } from '@/ui/Time'
import { urls } from '@/urls'
import { useWords } from '@/words'

type Log = { entries: components['schemas']['AuditEntry'][]; next: string | null }
type Entry = Log['entries'][number]

/** The same list as a file; a link could not carry who asks. */
async function download(query: Record<string, string>): Promise<void> {
  const response = await session.fetch(new Request(`/api/admin/audit?${new URLSearchParams({ ...query, format: 'csv' }).toString()}`))
  if (!response.ok) throw errorOf(response.status, await response.json().catch(() => null))
  saveFile('audit.csv', await response.text(), 'text/csv')
}

/** Who did what, when and from where. */
export function Component() {
  const words = useWords()
  const { audit: w } = words
  const [params, setParams] = useSearchParams()
  const from = params.get('from') ?? ''
  const verb = params.get('verb') ?? ''
  const query = { ...(from !== '' && { from }), ...(verb !== '' && { verb }) }
  const log = useInfiniteQuery({
    queryKey: ['audit', query],
    // The same address also serves text/csv, which is why the type says string as well.
    queryFn: async ({ pageParam, signal }) => (await take(api.GET('/api/admin/audit', { params: { query: { ...query, limit: 50, cursor: pageParam } }, signal }))) as Log,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  })
  const save = useMutation({ mutationFn: () => download(query) })
  const entries = log.data?.pages.flatMap((p) => p.entries) ?? []
  const set = (name: string, value: string): void => setParams((old) => (value === '' ? old.delete(name) : old.set(name, value), old), { replace: true })
  return (
    <Page title={w.title} wide actions={<button type="button" className="btn btn-sm" disabled={save.isPending} onClick={() => save.mutate()}>{w.csv}</button>}>
      <p className="text-quiet -mt-2">{w.lead}</p>
      <div role="search" className="panel flex flex-wrap items-end gap-3 p-3">
        <label className="flex flex-col gap-0.5 text-xs">
          {w.from}
          <input type="date" className="input input-sm" value={from} onChange={(e) => set('from', e.target.value)} />
        </label>
        <label className="flex flex-col gap-0.5 text-xs">
          {w.verb}
          <select className="select select-sm w-auto pe-8" value={verb} onChange={(e) => set('verb', e.target.value)}>
            <option value="">{w.anything}</option>
            {Object.entries(words.history).map(([v, text]) => (
              <option key={v} value={v}>{text}</option>
            ))}
          </select>
        </label>
      </div>
      {log.isPending && <Skeleton />}
      {log.isError && <Failure error={log.error} retry={() => void log.refetch()} />}
      {save.isError && <Failure error={save.error} />}
      {log.isSuccess && entries.length === 0 && <Empty title={w.none} lead={w.noneLead} />}
      {entries.length > 0 && (
        <ol className="panel divide-base-300 divide-y text-sm" aria-label={w.title}>
          {entries.map((e, i) => (
            <EntryRow key={i} entry={e} />
          ))}
        </ol>
      )}
      {log.hasNextPage && <button type="button" className="btn self-center" disabled={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>{words.list.more}</button>}
    </Page>
  )
}

function EntryRow({ entry: e }: { entry: Entry }) {
  const words = useWords()
  const did = e.verb in words.history ? words.history[e.verb as keyof typeof words.history] : e.verb
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 p-3">
      <span className="min-w-0 grow [overflow-wrap:anywhere]">
        <span className="font-medium">{e.by?.name ?? words.ticket.beckon}</span> {did} {e.text !== '' && `${e.text} `}
        {e.ticket !== null && <Link className="link" to={urls.ticket(e.ticket)}>#{e.ticket}</Link>}
        {e.person !== null && <span>({e.person.name})</span>}
      </span>
      <span className="text-quiet">
        {words.platform[e.via]} · <Time at={e.at} exact />
      </span>
    </li>
  )
}
