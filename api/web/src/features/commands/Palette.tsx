import { type KeyboardEvent, useId, useState } from 'react'
import { useNavigate } from 'react-router'
import { step } from '@/lib/step'
import { Dialog } from '@/ui/Dialog'
import { urls } from '@/urls'
import { useWords } from '@/words'
import { type Command, commands } from './commands'
import { Keys } from './KeysDialog'

const fits = (label: string, typed: string): boolean => {
  const text = label.toLowerCase()
  return typed.toLowerCase().split(/\s+/).every((word) => text.includes(word))
}

/** Type what you want to do, or where you want to go. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const { palette: w } = useWords()
  const navigate = useNavigate()
  const id = useId()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const go = (to: string) => () => void navigate(to)
  const number = /^#?(\d+)$/.exec(typed.trim())?.[1]
  const found: Command[] = [
    ...(number !== undefined ? [{ id: 'number', label: w.goTo(number), group: '', run: go(urls.ticket(number)) }] : []),
    ...commands().filter((c) => c.id !== 'palette' && fits(c.label, typed)),
    ...(typed.trim() !== '' ? [{ id: 'search', label: w.searchFor(typed.trim()), group: '', run: go(`${urls.queue}?${new URLSearchParams({ q: typed.trim(), status: 'all' }).toString()}`) }] : []),
  ]
  const index = Math.min(at, found.length - 1)
  const run = (command: Command | undefined): void => {
    onClose()
    // After the dialog has given the focus back, so that the command may move it.
    if (command !== undefined) setTimeout(command.run)
  }
  const steer = (e: KeyboardEvent): void => {
    if (e.key === 'ArrowDown') setAt(step(index, 1, found.length))
    else if (e.key === 'ArrowUp') setAt(step(index, -1, found.length))
    else if (e.key === 'Enter') run(found[index])
    else return
    e.preventDefault()
  }
  return (
    <Dialog title={w.title} onClose={onClose} bare>
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={found.length > 0 ? `${id}-${index}` : undefined}
        aria-autocomplete="list"
        aria-label={w.title}
        placeholder={w.placeholder}
        className="border-base-300 w-full border-b bg-transparent px-4 py-3 text-base outline-none"
        value={typed}
        onChange={(e) => {
          setTyped(e.target.value)
          setAt(0)
        }}
        onKeyDown={steer}
      />
      <div id={`${id}-list`} role="listbox" aria-label={w.title} className="max-h-[50dvh] overflow-y-auto p-2">
        {found.map((c, i) => (
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are those of the field above
          <div key={c.id} id={`${id}-${i}`} role="option" aria-selected={i === index} tabIndex={-1} className={`flex cursor-pointer items-center gap-3 rounded-md px-3 py-2 ${i === index ? 'bg-primary text-primary-content' : ''}`} onClick={() => run(c)} onMouseMove={() => setAt(i)}>
            <span className="grow">{c.label}</span>
            {c.keys !== undefined && <Keys keys={c.keys} />}
          </div>
        ))}
      </div>
      {found.length === 0 && <p className="text-quiet px-4 pb-4">{w.none}</p>}
    </Dialog>
  )
}
