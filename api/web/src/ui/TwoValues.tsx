import { type ReactNode, useId } from 'react'
import { useWords } from '@/words'

/** What two people have made of the same thing, side by side. */
export function TwoValues({ name, theirs, yours }: { name: string; theirs: ReactNode; yours: ReactNode }) {
  const { conflict: w } = useWords()
  const id = useId()
  return (
    <div role="group" aria-labelledby={id}>
      <p id={id} className="mb-2 font-semibold">{name}</p>
      <dl className="grid grid-cols-2 gap-2">
        <div className="border-base-300 rounded-md border p-3">
          <dt className="text-quiet text-xs">{w.theirs}</dt>
          <dd className="[overflow-wrap:anywhere] whitespace-pre-line">{theirs}</dd>
        </div>
        <div className="border-primary rounded-md border p-3">
          <dt className="text-quiet text-xs">{w.yours}</dt>
          <dd className="[overflow-wrap:anywhere] whitespace-pre-line">{yours}</dd>
        </div>
      </dl>
    </div>
  )
}
