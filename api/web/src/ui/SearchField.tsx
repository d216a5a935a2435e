import { useEffect, useEffectEvent, useState } from 'react'

const pause = 250 // ms without typing before it is asked

interface SearchFieldProps {
  id?: string
  label: string
  className: string
  /** What is searched for now; a link may have changed it. */
  value: string
  onChange: (q: string) => void
}

/** Where one types what to search for. It is asked once nobody has typed for a moment. */
export function SearchField({ id, label, className, value, onChange }: SearchFieldProps) {
  const [typed, setTyped] = useState(value)
  const [known, setKnown] = useState({ value, asked: value })
  if (value !== known.value) {
    setKnown({ value, asked: value })
    if (value !== known.asked) setTyped(value) // else it is the answer to what was typed, and more may have been typed since
  }
  const ask = useEffectEvent(() => {
    const q = typed.trim()
    if (q === known.asked) return
    setKnown({ ...known, asked: q })
    onChange(q)
  })
  useEffect(() => {
    const timer = setTimeout(ask, pause)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <input
      id={id}
      type="search"
      aria-label={label}
      placeholder={label}
      className={`input ${className}`}
      value={typed}
      onChange={(e) => setTyped(e.target.value)}
      onKeyDown={(e) => e.key === 'Escape' && e.currentTarget.blur()}
    />
  )
}
