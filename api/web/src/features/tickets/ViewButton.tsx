import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useCommands } from '@/features/commands/commands'
import { useWords } from '@/words'
import { ViewDialog } from './ViewDialog'
import { type TicketFilter, sameFilter } from './filter'
import { viewOf, viewsQuery } from './savedViews'
import type { View } from './views'

/** Saves what the list shows under a name, or changes the view that it is. The views that everybody has need neither. */
export function ViewButton({ filter, usual }: { filter: TicketFilter; usual: readonly View[] }) {
  const { savedViews: w, keys } = useWords()
  const [open, setOpen] = useState(false)
  const views = useQuery(viewsQuery).data
  const view = viewOf(views ?? [], filter)
  const offered = views !== undefined && (view !== undefined || !usual.some((v) => sameFilter(v.filter, filter)))
  const label = view === undefined ? w.save : w.edit
  useCommands(offered ? [{ id: 'view', label, group: keys.list, keys: 'v', run: () => setOpen(true) }] : [])
  if (!offered) return null
  return (
    <>
      <button type="button" className="btn btn-sm" onClick={() => setOpen(true)}>{label}</button>
      {open && <ViewDialog filter={filter} view={view} onClose={() => setOpen(false)} />}
    </>
  )
}
