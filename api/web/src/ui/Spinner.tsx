import { useWords } from '@/words'

export function Spinner() {
  const { app } = useWords()
  return (
    <div role="status" className="flex justify-center p-10">
      <span className="loading loading-spinner text-primary" aria-hidden="true" />
      <span className="sr-only">{app.loading}</span>
    </div>
  )
}
