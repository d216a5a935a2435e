import { Fragment } from 'react'
import { Dialog } from '@/ui/Dialog'
import { useWords } from '@/words'
import { type Command, commands } from './commands'

export function Keys({ keys }: { keys: string }) {
  const { keys: w, nav } = useWords()
  const modifier = /mac/i.test(navigator.userAgent) ? '⌘' : nav.control
  const name = (key: string): string => (key.startsWith('mod+') ? `${modifier} ${key.slice(4).toUpperCase()}` : key.replace('Enter', '↵'))
  return (
    <span className="inline-flex items-center gap-1 text-xs">
      {keys.split(' ').map((key, i) => (
        <Fragment key={i}>
          {i > 0 && <span className="text-quiet [[aria-selected=true]_&]:text-inherit">{w.then}</span>}
          <kbd className="kbd kbd-sm text-base-content">{name(key)}</kbd>
        </Fragment>
      ))}
    </span>
  )
}

/** Every key there is on this page. */
export default function KeysDialog({ onClose }: { onClose: () => void }) {
  const { keys: w } = useWords()
  const groups = new Map<string, Command[]>()
  for (const c of commands()) {
    if (c.keys !== undefined) groups.set(c.group, [...(groups.get(c.group) ?? []), c])
  }
  return (
    <Dialog title={w.title} onClose={onClose}>
      <div className="flex flex-col gap-5">
        {[...groups].map(([group, list]) => (
          <section key={group}>
            <h3 className="text-quiet mb-2 text-sm font-semibold">{group}</h3>
            <dl className="grid grid-cols-[1fr_auto] gap-x-6 gap-y-2">
              {list.map((c) => (
                <Fragment key={c.id}>
                  <dt>{c.label}</dt>
                  <dd className="justify-self-end">
                    <Keys keys={c.keys ?? ''} />
                  </dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
        <p className="text-quiet text-sm">{w.leave}</p>
      </div>
    </Dialog>
  )
}
