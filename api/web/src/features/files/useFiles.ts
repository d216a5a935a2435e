import { useEffect, useRef, useState } from 'react'
import { ApiError } from '@/api/errors'
import { passing } from '@/api/query'
import type { TicketFile } from '@/api/types'
import { sentence } from '@/ui/Failure'
import { say } from '@/ui/toast'
import { words } from '@/words'
import { discard, maxFiles, maxSize, upload } from './upload'

/** A file on its way to the desk, or there. */
export interface Attachment {
  key: number
  name: string
  file: File
  /** How much of it has gone, from 0 to 1. */
  share: number
  sent?: TicketFile
  /** Why it did not arrive, and whether trying again may help. */
  problem?: { text: string; again: boolean }
}

export interface Files {
  list: readonly Attachment[]
  add: (files: Iterable<File>) => void
  remove: (key: number) => void
  retry: (key: number) => void
  /** Forgets those with these ids: they are on a ticket now. */
  clear: (ids: readonly string[]) => void
  /** The ids of all, once they have arrived. Fails while one has not, and will not. */
  ids: () => Promise<string[]>
}

interface Journey {
  stop: AbortController
  arrived: Promise<TicketFile | null>
}

let last = 0

/** The files of a form. They are sent as soon as they are chosen; what is not sent in the end, the desk removes by itself. */
export function useFiles(): Files {
  const [list, setList] = useState<readonly Attachment[]>([])
  const journeys = useRef(new Map<number, Journey>())
  useEffect(() => {
    const under = journeys.current
    return () => under.forEach((j) => j.stop.abort())
  }, [])

  const change = (key: number, to: Partial<Attachment>): void => setList((all) => all.map((a) => (a.key === key ? { ...a, ...to } : a)))

  const send = ({ key, file, name }: Attachment): void => {
    const stop = new AbortController()
    const arrived = upload(file, name, (share) => change(key, { share }), stop.signal).then(
      (sent) => {
        change(key, { share: 1, sent })
        return sent
      },
      (error: unknown) => {
        if (!stop.signal.aborted) change(key, { problem: { text: sentence(error, words()), again: passing(error) } })
        return null
      },
    )
    journeys.current.set(key, { stop, arrived })
  }

  const add = (files: Iterable<File>): void => {
    const w = words().files
    const chosen = [...files]
    const room = maxFiles - list.length
    if (chosen.length > room) say(w.tooMany, { bad: true })
    const added = chosen.slice(0, room).map((file, i): Attachment => {
      const name = file.name === 'image.png' ? `screenshot-${list.length + i + 1}.png` : file.name // what browsers call what was pasted
      const problem = file.size > maxSize ? w.tooLarge : file.size === 0 ? w.empty : undefined
      return { key: ++last, name, file, share: 0, ...(problem !== undefined && { problem: { text: problem, again: false } }) }
    })
    setList((all) => [...all, ...added])
    for (const a of added) if (a.problem === undefined) send(a)
  }

  const remove = (key: number): void => {
    const gone = list.find((a) => a.key === key)
    setList((all) => all.filter((a) => a.key !== key))
    journeys.current.get(key)?.stop.abort()
    journeys.current.delete(key)
    if (gone?.sent !== undefined) discard(gone.sent.id)
  }

  const retry = (key: number): void => {
    const again = list.find((a) => a.key === key)
    if (again === undefined) return
    const anew = { key, name: again.name, file: again.file, share: 0 }
    setList((all) => all.map((a) => (a.key === key ? anew : a)))
    send(anew)
  }

  const clear = (ids: readonly string[]): void => setList((all) => all.filter((a) => a.sent === undefined || !ids.includes(a.sent.id)))

  const ids = async (): Promise<string[]> => {
    const arrived = await Promise.all(list.map(async ({ key }) => (await journeys.current.get(key)?.arrived)?.id))
    return arrived.map((id) => {
      if (id === undefined) throw new ApiError(0, 'invalid', words().files.unsent)
      return id
    })
  }
  return { list, add, remove, retry, clear, ids }
}
