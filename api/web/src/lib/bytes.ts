/** A size as people say it: "812 byte", "120 kB", "3.4 MB". */
export function bytes(size: number, language: string): string {
  const [unit, divisor] = size < 1000 ? (['byte', 1] as const) : size < 1_000_000 ? (['kilobyte', 1000] as const) : (['megabyte', 1_000_000] as const)
  return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: size < 1_000_000 ? 0 : 1 }).format(size / divisor)
}
