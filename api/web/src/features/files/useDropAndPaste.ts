import { useEffect, useEffectEvent, useState } from 'react'

const brings = (data: DataTransfer | null): boolean => data?.types.includes('Files') ?? false

/**
 * Takes files that are dropped or pasted anywhere on the page, and tells whether
 * some hover over it. A browser would leave the page for a file that is dropped
 * beside a field, and what was typed with it. Text that comes with a picture of
 * itself, as from a spreadsheet, is pasted as text.
 */
export function useDropAndPaste(add: (files: Iterable<File>) => void): boolean {
  const [over, setOver] = useState(false)
  const take = useEffectEvent(add)
  useEffect(() => {
    const hover = (e: DragEvent): void => {
      if (!brings(e.dataTransfer)) return
      e.preventDefault()
      setOver(true)
    }
    const leave = (e: DragEvent): void => {
      if (e.relatedTarget === null) setOver(false) // out of the window
    }
    const drop = (e: DragEvent): void => {
      setOver(false)
      if (!brings(e.dataTransfer)) return
      e.preventDefault()
      take(e.dataTransfer?.files ?? [])
    }
    const paste = (e: ClipboardEvent): void => {
      const data = e.clipboardData
      if (!brings(data) || data?.types.includes('text/plain') === true) return
      if (e.target instanceof Element && e.target.closest('dialog') !== null) return
      e.preventDefault()
      take(data?.files ?? [])
    }
    const stop = new AbortController()
    window.addEventListener('dragover', hover, stop)
    window.addEventListener('dragleave', leave, stop)
    window.addEventListener('drop', drop, stop)
    window.addEventListener('paste', paste, stop)
    return () => stop.abort()
  }, [])
  return over
}
