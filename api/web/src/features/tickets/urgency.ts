const soon = 3_600_000 // ms

/** How near a due time is: passed, within the hour, or neither. */
export function urgencyOf(due: Date, now: Date): 'late' | 'soon' | 'fine' {
  const left = due.getTime() - now.getTime()
  return left < 0 ? 'late' : left < soon ? 'soon' : 'fine'
}
