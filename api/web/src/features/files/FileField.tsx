import { type ChangeEvent, useId, useRef } from 'react'
import { bytes } from '@/lib/bytes'
import { useLanguage, useWords } from '@/words'
import { Picture } from './Picture'
import { useDropAndPaste } from './useDropAndPaste'
import type { Attachment, Files } from './useFiles'

/** Where files are attached: by a button, by dropping or by pasting them anywhere on the page. */
export function FileField({ files }: { files: Files }) {
  const { files: w } = useWords()
  const hint = useId()
  const input = useRef<HTMLInputElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const over = useDropAndPaste(files.add)
  const choose = (e: ChangeEvent<HTMLInputElement>): void => {
    files.add(e.target.files ?? [])
    e.target.value = '' // so that the same file can be chosen again
  }
  const remove = (key: number): void => {
    files.remove(key)
    button.current?.focus()
  }
  return (
    <div className={`flex flex-col gap-2 rounded-md border border-dashed p-2 ${over ? 'border-primary bg-[color-mix(in_oklab,var(--color-primary)_10%,transparent)]' : 'border-base-300'}`}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <button ref={button} type="button" className="btn btn-sm" aria-describedby={hint} onClick={() => input.current?.click()}>
          {w.attach}
        </button>
        <input ref={input} type="file" multiple hidden onChange={choose} />
        <p id={hint} className="text-quiet min-w-48 flex-1 text-xs">{over ? w.drop : w.hint}</p>
      </div>
      {files.list.length > 0 && (
        <ul aria-label={w.attached} className="flex flex-col gap-1">
          {files.list.map((a) => (
            <Row key={a.key} attachment={a} onRemove={() => remove(a.key)} onRetry={() => files.retry(a.key)} />
          ))}
        </ul>
      )}
      <p role="status" className="sr-only">{files.list.map((a) => state(a, w)).join(' ')}</p>
    </div>
  )
}

function Row({ attachment: a, onRemove, onRetry }: { attachment: Attachment; onRemove: () => void; onRetry: () => void }) {
  const { files: w } = useWords()
  const language = useLanguage()
  return (
    <li className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
      {a.file.type.startsWith('image/') && <Picture blob={a.file} alt="" className="size-8 rounded object-cover" />}
      <span className="min-w-0 [overflow-wrap:anywhere]">{a.name}</span>
      <span className="text-quiet text-xs">{bytes(a.file.size, language)}</span>
      {a.sent === undefined && a.problem === undefined && <progress className="progress progress-primary w-24" max={1} value={a.share} aria-label={w.sending(a.name)} />}
      {a.problem?.again === true && <button type="button" className="btn btn-xs" onClick={onRetry}>{w.retry}<span className="sr-only"> ({a.name})</span></button>}
      <button type="button" className="btn btn-ghost btn-xs" aria-label={w.remove(a.name)} onClick={onRemove}>×</button>
      {a.problem !== undefined && <span className="text-error basis-full text-xs">{a.problem.text}</span>}
    </li>
  )
}

/** What a screen reader says of a file once something has become of it. */
function state(a: Attachment, w: ReturnType<typeof useWords>['files']): string {
  if (a.problem !== undefined) return `${a.name}: ${a.problem.text}`
  return a.sent === undefined ? '' : w.sent(a.name)
}
