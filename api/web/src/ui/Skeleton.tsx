import { useWords } from '@/words'

/** Grey lines in the place of what is on its way. */
export function Skeleton({ lines = 6 }: { lines?: number }) {
  const { app } = useWords()
  return (
    <div role="status" className="flex flex-col gap-3 p-4">
      <span className="sr-only">{app.loading}</span>
      {Array.from({ length: lines }, (_, i) => (
        <div key={i} className="skeleton h-10 w-full opacity-60" aria-hidden="true" />
      ))}
    </div>
  )
}
