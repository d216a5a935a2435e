import { saveFile } from '@/lib/save'
import { session } from './client'
import { errorOf } from './errors'

/** Saves an answer of the API as a file; a link could not carry who asks. */
export async function download(path: string, query: Record<string, string>, name: string): Promise<void> {
  const response = await session.fetch(new Request(`${path}?${new URLSearchParams(query).toString()}`))
  if (!response.ok) throw errorOf(response.status, await response.json().catch(() => null))
  saveFile(name, await response.text(), 'text/csv')
}
