import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { TicketFile } from '@/api/types'
import { bytes } from '@/lib/bytes'
import { saveBlob } from '@/lib/save'
import { Dialog } from '@/ui/Dialog'
import { sentence } from '@/ui/Failure'
import { say } from '@/ui/toast'
import { useLanguage, useWords } from '@/words'
import { Picture } from './Picture'
import { contentQuery, fetchContent } from './queries'

/** The files of a message: pictures to look at, all to download. */
export function FileList({ number, files }: { number: number; files: readonly TicketFile[] }) {
  const { files: w } = useWords()
  if (files.length === 0) return null
  return (
    <ul aria-label={w.files} className="mt-3 flex flex-wrap items-end gap-3">
      {files.map((f) => (
        <li key={f.id} className="max-w-full">{f.picture ? <Shown number={number} file={f} /> : <Download number={number} file={f} />}</li>
      ))}
    </ul>
  )
}

function Shown({ number, file }: { number: number; file: TicketFile }) {
  const { files: w } = useWords()
  const [large, setLarge] = useState(false)
  const content = useQuery(contentQuery(number, file))
  if (content.isError) return <Download number={number} file={file} />
  if (content.data === undefined) return <div className="skeleton h-32 w-44" />
  return (
    <>
      <button type="button" className="border-base-300 bg-base-200 block h-32 w-44 cursor-zoom-in rounded-md border" aria-label={w.show(file.name)} onClick={() => setLarge(true)}>
        <Picture blob={content.data} alt="" className="size-full rounded-md object-scale-down" />
      </button>
      {large && (
        <Dialog title={file.name} onClose={() => setLarge(false)}>
          <div className="flex flex-col gap-3">
            <Picture blob={content.data} alt={file.name} className="mx-auto max-h-[65dvh] max-w-full object-contain" />
            <Download number={number} file={file} />
          </div>
        </Dialog>
      )}
    </>
  )
}

function Download({ number, file }: { number: number; file: TicketFile }) {
  const words = useWords()
  const language = useLanguage()
  const get = useMutation({
    mutationFn: () => fetchContent(number, file),
    onSuccess: (blob) => saveBlob(file.name, blob),
    onError: (error) => say(sentence(error, words), { bad: true }),
  })
  return (
    <button type="button" className="btn btn-sm h-auto max-w-full py-1" onClick={() => get.mutate()}>
      <span className="sr-only">{words.files.download}</span>
      <svg viewBox="0 0 16 16" className="size-4 shrink-0" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.5">
        <path d="M8 2v8m-3-3 3 3 3-3M3 13h10" />
      </svg>
      <span className="min-w-0 text-start [overflow-wrap:anywhere]">{file.name}</span>
      <span className="text-quiet shrink-0 text-xs font-normal whitespace-nowrap">{bytes(file.size, language)}</span>
    </button>
  )
}
