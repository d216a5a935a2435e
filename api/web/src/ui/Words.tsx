import { type KeyboardEvent, useId, useRef, useState } from 'react'
import { useWords } from '@/words'

interface WordsFieldProps {
  label: string
  values: readonly string[]
  options?: readonly string[]
  /** Whether words that are not among the options are welcome. */
  free?: boolean
  onChange: (values: string[]) => void
}

/** A set of short words, each with a cross, and a field that completes what is typed. */
export function WordsField({ label, values, options = [], free = false, onChange }: WordsFieldProps) {
  const { ticket: w } = useWords()
  const id = useId()
  const [typed, setTyped] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const add = (text: string): void => {
    const wanted = text.trim()
    const word = options.find((o) => o.toLowerCase() === wanted.toLowerCase()) ?? (free ? wanted : '')
    if (word === '' || values.includes(word)) return
    onChange([...values, word])
    setTyped('')
  }
  const remove = (word: string): void => {
    onChange(values.filter((v) => v !== word))
    field.current?.focus() // the cross that had the focus is gone
  }
  const onKeyDown = (e: KeyboardEvent): void => {
    if (e.key !== 'Enter' && e.key !== ',') return
    e.preventDefault()
    add(typed)
  }
  return (
    <div className="flex flex-wrap items-center gap-1">
      {values.map((v) => (
        <span key={v} className="badge badge-sm badge-ghost h-auto gap-1 py-px [overflow-wrap:anywhere]">
          {v}
          <button type="button" className="-me-1 px-1" aria-label={w.remove(v)} onClick={() => remove(v)}>×</button>
        </span>
      ))}
      <input
        ref={field}
        className="input input-xs w-28"
        list={id}
        aria-label={`${label}: ${w.add}`}
        placeholder={w.add}
        value={typed}
        autoComplete="off"
        onChange={(e) => {
          setTyped(e.target.value)
          if (options.includes(e.target.value)) add(e.target.value) // chosen from the list
        }}
        onKeyDown={onKeyDown}
        onBlur={() => add(typed)}
      />
      <datalist id={id}>
        {options.filter((o) => !values.includes(o)).map((o) => (
          <option key={o} value={o} />
        ))}
      </datalist>
    </div>
  )
}
