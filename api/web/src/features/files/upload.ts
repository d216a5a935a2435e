import { api, session, take } from '@/api/client'
import { ApiError, errorOf } from '@/api/errors'
import type { TicketFile } from '@/api/types'

/** What the desk takes of one file, in bytes, and of one message. */
export const maxSize = 10 * 1024 * 1024
export const maxFiles = 10

/** Sends a file to the desk, for a ticket or a message to name. Tells how much of it has gone, from 0 to 1. */
export async function upload(file: File, name: string, progress: (share: number) => void, signal: AbortSignal): Promise<TicketFile> {
  const request = new Request(`/api/files?${new URLSearchParams({ name }).toString()}`, {
    method: 'POST', body: file, headers: { 'Content-Type': 'application/octet-stream' }, signal,
  })
  const response = await session.via((r) => post(r, file, progress))(request)
  const body: unknown = await response.json().catch(() => null)
  if (!response.ok) throw errorOf(response.status, body)
  return (body as { file: TicketFile }).file
}

/** Removes a file that nothing will name. Without it the desk does so in a day, so a failure is nothing to tell. */
export function discard(id: string): void {
  take(api.DELETE('/api/files/{id}', { params: { path: { id } } })).catch(() => null)
}

/** Like fetch; only this way can one see how much has gone. */
function post(request: Request, body: File, progress: (share: number) => void): Promise<Response> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest()
    xhr.open(request.method, request.url)
    request.headers.forEach((value, name) => xhr.setRequestHeader(name, value))
    xhr.upload.onprogress = (e) => progress(e.loaded / Math.max(1, e.total))
    xhr.onload = () => resolve(new Response(xhr.responseText, { status: xhr.status }))
    xhr.onerror = () => reject(new ApiError(0, 'offline', ''))
    xhr.onabort = () => reject(new DOMException('The file was removed.', 'AbortError'))
    request.signal.addEventListener('abort', () => xhr.abort())
    if (request.signal.aborted) xhr.abort()
    xhr.send(body)
  })
}
