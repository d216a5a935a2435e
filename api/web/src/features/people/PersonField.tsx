import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useId, useState } from 'react'
import { queryClient } from '@/api/query'
import type { Person } from '@/api/types'
import { useMyself } from '@/features/auth/me'
import { step } from '@/lib/step'
import { useWords } from '@/words'
import { type Choice, choicesFor } from './choices'
import { foundQuery, personQuery } from './queries'

interface PersonFieldProps {
  /** What names the field to a screen reader, or the id its label points to. */
  aria: { 'aria-label': string } | { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }
  /** The id of a person, or a value of the choices. */
  value: string
  /** What can be chosen besides people, first in the list. */
  choices: readonly Choice[]
  /** Who has the value, when that is known already. */
  known?: Person | null | undefined
  /** Whether people who do not work on tickets, or no more, can be chosen too. */
  everybody?: boolean
  /** Whether the list opens upwards. */
  up?: boolean
  className?: string
  placeholder?: string
  onChange: (value: string) => void
}

/** Chooses one of the desk's people, however many there are: the list holds those that fit what is typed. */
export function PersonField({ aria, value, choices, known, everybody = false, up = false, className = '', placeholder, onChange }: PersonFieldProps) {
  const { people: w, ticket } = useWords()
  const me = useMyself()
  const list = useId()
  const [typed, setTyped] = useState<string | null>(null) // null while the list is closed
  const [at, setAt] = useState(0)
  const open = typed !== null
  const found = useQuery({ ...foundQuery(typed ?? '', everybody), enabled: open, placeholderData: keepPreviousData }).data
  const nameOf = (p: Person): string => (p.id === me.id ? `${p.name} (${ticket.you})` : p.name)
  const own = choices.find(([v]) => v === value)?.[1]
  const person = useQuery({ ...personQuery(value), enabled: value !== '' && own === undefined && known?.id !== value }).data
  const shown = own ?? (known?.id === value ? nameOf(known) : person === undefined ? '…' : person === null ? w.gone : nameOf(person))
  const options = choicesFor(typed ?? '', choices, (found?.users ?? []).map((p) => [p.id, nameOf(p)] as const))
  const index = Math.min(at, options.length - 1)
  useEffect(() => {
    if (open) document.getElementById(`${list}-${index}`)?.scrollIntoView({ block: 'nearest' })
  }, [open, list, index])
  const show = (text: string): void => {
    setTyped(text)
    setAt(0)
  }
  const choose = (option: Choice | undefined): void => {
    setTyped(null)
    if (option === undefined || option[0] === value) return
    const user = found?.users.find((u) => u.id === option[0])
    if (user !== undefined) queryClient.setQueryData(personQuery(user.id).queryKey, user) // so that the name need not be asked for
    onChange(option[0])
  }
  const steer = (e: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[e.key]
    if (by !== undefined && open) setAt(step(index, by, options.length))
    else if (by !== undefined) show('')
    else if (open && e.key === 'Enter') choose(options[index])
    else if (open && e.key === 'Escape') setTyped(null)
    else return
    e.preventDefault()
    e.stopPropagation()
  }
  const cut = found?.next !== null && found !== undefined
  return (
    <div className={`relative ${className}`}>
      <input
        {...aria}
        role="combobox"
        aria-expanded={open}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={open && options.length > 0 ? `${list}-${index}` : undefined}
        className="select select-sm w-full cursor-default pe-8"
        autoComplete="off"
        placeholder={placeholder ?? shown}
        value={typed ?? (placeholder === undefined ? shown : '')}
        onClick={(e) => {
          e.currentTarget.select()
          if (!open) show('')
        }}
        onChange={(e) => show(e.target.value)}
        onKeyDown={steer}
        onBlur={() => setTyped(null)}
      />
      <div className={`bg-base-100 border-base-300 absolute start-0 z-20 w-full sm:min-w-52 rounded-md border shadow-lg ${up ? 'bottom-full mb-1' : 'mt-1'} ${open ? '' : 'hidden'}`}>
        <div id={list} role="listbox" aria-label={w.title} className="max-h-64 overflow-y-auto p-1">
          {options.map(([v, text], i) => (
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are those of the field above
            <div key={v} id={`${list}-${i}`} role="option" aria-selected={i === index} tabIndex={-1} className={`cursor-pointer truncate rounded px-2 py-1.5 text-sm ${i === index ? 'bg-primary text-primary-content' : ''}`} onMouseDown={(e) => e.preventDefault()} onClick={() => choose(options[i])} onMouseMove={() => setAt(i)}>
              {text}
            </div>
          ))}
        </div>
        <p role="status" className="text-quiet px-3 pb-2 text-xs empty:hidden">{open && found !== undefined && (options.length === 0 ? w.none : cut ? w.typeName : '')}</p>
      </div>
    </div>
  )
}
