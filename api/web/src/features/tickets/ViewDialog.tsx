import type { SavedView } from '@/api/types'
import { onSubmit } from '@/lib/form'
import { ActionButton } from '@/ui/ActionButton'
import { Dialog } from '@/ui/Dialog'
import { Failure } from '@/ui/Failure'
import { Submit } from '@/ui/Submit'
import { TextField } from '@/ui/TextField'
import { say } from '@/ui/toast'
import { useWords } from '@/words'
import type { TicketFilter } from './filter'
import { saveView, useViews, withoutView } from './savedViews'

interface ViewDialogProps {
  filter: TicketFilter
  view: SavedView | undefined // the one that shows it, if it has a name already
  onClose: () => void
}

/** Gives what the list shows a name, or the view another one, or takes it off. */
export function ViewDialog({ filter, view, onClose }: ViewDialogProps) {
  const { savedViews: w, ticket, queue } = useWords()
  const views = useViews()
  const remove = (name: string): void =>
    views.mutate((list) => withoutView(list, name), {
      onSuccess: () => {
        onClose()
        say(w.deleted(name), { action: { label: queue.undo, run: () => views.mutate((list) => saveView(list, name, filter)) } })
      },
    })
  const save = (name: string): void =>
    views.mutate((list) => saveView(list, name, filter, view?.name), {
      onSuccess: () => {
        onClose()
        say(w.saved(name))
      },
    })
  return (
    <Dialog title={view === undefined ? w.save : w.edit} onClose={onClose}>
      <form className="flex flex-col gap-4" onSubmit={onSubmit(({ name = '' }) => save(name.trim()))}>
        <TextField label={w.name} name="name" hint={w.hint} defaultValue={view?.name} required maxLength={60} autoComplete="off" />
        {views.isError && <Failure error={views.error} />}
        <div className="flex flex-wrap justify-end gap-2">
          {view !== undefined && <ActionButton className="btn-ghost text-error me-auto" busy={views.isPending} onPress={() => remove(view.name)}>{w.remove}</ActionButton>}
          <button type="button" className="btn btn-ghost" onClick={onClose}>{ticket.cancel}</button>
          <Submit busy={views.isPending}>{ticket.save}</Submit>
        </div>
      </form>
    </Dialog>
  )
}
