/** The next place in a list that goes round. */
export const step = (at: number, by: number, length: number): number => (length === 0 ? 0 : (at + by + length) % length)
