import { useState } from 'react'
import { type Account, type NoticeKind, type Preferences, moderates } from '@/api/types'
import { Failure } from '@/ui/Failure'
import { Panel } from '@/ui/Panel'
import { useWords } from '@/words'
import { QuietHours } from './QuietHours'
import { channels, isOn, kindsFor, toggle } from './preferences'
import { useMyPatch } from './useMyPatch'

/** What reaches whom where: one row for each thing that can happen, one column for each channel. */
export function NotificationsPanel({ me }: { me: Account }) {
  const { profile: w, platform, notice } = useWords()
  const save = useMyPatch()
  const kinds = kindsFor(me.role)
  const [wanted, want] = useState<Preferences | null>(null) // while it is being saved
  const now = wanted ?? me.preferences
  const set = (change: Partial<Preferences>): void => {
    const preferences = { ...now, ...change }
    want(preferences) // a box that waits for the mutation to be heard of shows its old state for a moment
    save.mutate({ preferences }, { onSettled: () => want(null) })
  }
  const row = (label: string, which: readonly NoticeKind[]) => (
    <tr key={label} className="border-base-300 border-t">
      <th scope="row" className="py-2 text-start font-normal">{label}</th>
      {channels.map((c) => {
        const on = which.filter((kind) => isOn(now.off, kind, c)).length
        return (
          <td key={c} className="text-center">
            <input
              type="checkbox"
              className="checkbox checkbox-sm"
              aria-label={`${label}: ${platform[c]}`}
              checked={on === which.length}
              ref={(box) => {
                if (box !== null) box.indeterminate = on > 0 && on < which.length
              }}
              onChange={(e) => set({ off: toggle(now.off, which, c, e.target.checked, kinds) })}
            />
          </td>
        )
      })}
    </tr>
  )
  return (
    <Panel title={w.notifications}>
      <p className="text-quiet mb-3 text-sm">{w.notificationsLead}</p>
      <table className="w-full text-sm">
        <thead>
          <tr>
            <th scope="col" className="py-2 text-start font-semibold">{w.kind}</th>
            {channels.map((c) => (
              <th key={c} scope="col" className="px-1 text-center font-semibold">{platform[c]}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {row(w.everything, kinds)}
          {kinds.map((kind) => row(notice[kind], [kind]))}
        </tbody>
      </table>
      {moderates(me) && (
        <label className="mt-4 flex cursor-pointer items-center gap-3">
          <input type="checkbox" className="toggle toggle-primary toggle-sm" checked={now.digest} onChange={(e) => set({ digest: e.target.checked })} />
          {w.digest}
        </label>
      )}
      <QuietHours quiet={now.quiet} onChange={(quiet) => set({ quiet })} />
      {save.isError && <Failure error={save.error} />}
    </Panel>
  )
}
