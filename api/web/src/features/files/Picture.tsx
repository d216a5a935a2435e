import { useCallback } from 'react'

/** A picture that is held in memory. */
export function Picture({ blob, alt, className }: { blob: Blob; alt: string; className: string }) {
  const show = useCallback(
    (img: HTMLImageElement) => {
      const url = URL.createObjectURL(blob)
      img.src = url
      return () => URL.revokeObjectURL(url)
    },
    [blob],
  )
  return <img ref={show} alt={alt} className={className} />
}
