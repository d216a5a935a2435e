/** Somebody's initials. The name stands beside it or in a label. */
export function Avatar({ name, small = false }: { name: string; small?: boolean }) {
  const initials = name.split(/\s+/).map((w) => w[0] ?? '').join('').slice(0, 2).toUpperCase()
  return (
    <span aria-hidden="true" className={`bg-base-300 text-base-content inline-grid shrink-0 place-items-center rounded-full font-semibold ${small ? 'size-6 text-[0.65rem]' : 'size-8 text-xs'}`}>
      {initials}
    </span>
  )
}
