import type { Priority, Status } from '@/api/types'
import { useWords } from '@/words'

const tones: Record<Status, string> = {
  open: 'badge-info', in_progress: 'badge-primary', waiting: 'badge-warning', resolved: 'badge-success', closed: 'badge-ghost',
}

export function StatusBadge({ status }: { status: Status }) {
  const words = useWords()
  return <span className={`badge badge-sm badge-soft whitespace-nowrap ${tones[status]}`}>{words.status[status]}</span>
}

/** A word that people chose, such as a skill or a tag; one that is too long for its place ends in dots. */
export function WordBadge({ word, tone = 'badge-ghost' }: { word: string; tone?: string }) {
  return (
    <span className={`badge badge-sm max-w-full ${tone}`} title={word}>
      <span className="truncate">{word}</span>
    </span>
  )
}

const bars: Record<Priority, number> = { low: 1, medium: 2, high: 3 }
const shades: Record<Priority, string> = { low: 'text-quiet', medium: 'text-info', high: 'text-error' }

/** Told by the number of bars and by the word, not by colour alone. */
export function PriorityMark({ priority, worded = false }: { priority: Priority; worded?: boolean }) {
  const words = useWords()
  return (
    <span className={`inline-flex items-center gap-1 whitespace-nowrap ${shades[priority]}`} title={words.priority[priority]}>
      <svg viewBox="0 0 12 12" className="size-3" aria-hidden="true" fill="currentColor">
        {[0, 1, 2].map((i) => (
          <rect key={i} x={i * 4.3} y={8 - i * 4} width="3" height={4 + i * 4} rx=".8" opacity={i < bars[priority] ? 1 : 0.25} />
        ))}
      </svg>
      <span className={worded ? '' : 'sr-only'}>{words.priority[priority]}</span>
    </span>
  )
}
