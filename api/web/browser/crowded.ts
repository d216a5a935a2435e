import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { TestProject } from 'vitest/node'
import { callerAt } from './desk.ts'
import { makePlace, startProgram, throwAway } from './program.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    size: number
  }
}

/**
 * A backup with its one ticket as often as is asked for, each with a number, an
 * id and a time of its own. Nothing is put into the store behind the program's
 * back: it restores what it would restore anywhere.
 */
export function multiplied(backup: Buffer, size: number): Buffer {
  const lines = gunzipSync(backup).toString().trim().split('\n')
  const model = lines.find((l) => l.startsWith('{"ticket":'))
  const end = JSON.parse(lines.pop() ?? '') as { end: { tickets: number; check: string } }
  if (model === undefined || end.end.tickets !== 1) throw new Error('the backup should hold one ticket')
  const check = Buffer.from(end.end.check, 'hex')
  const sum = (line: string): void => createHash('sha256').update(line).digest().forEach((byte, i) => (check[i] = (check[i] ?? 0) ^ byte))
  const { id, title } = (JSON.parse(model) as { ticket: { id: string; title: string } }).ticket
  const bare = model.replace(/"threads":\[[^\]]*\],/, '').replace(/"notices":\[.*\],(?="createdAt")/, '')
  sum(model)
  const copies = Array.from({ length: size }, (_, i) => {
    const copy = bare
      .replaceAll(id, `01J${String(i).padStart(23, '0')}`)
      .replace('"number":1,', `"number":${i + 1},`)
      .replace(`"title":"${title}"`, `"title":"${title} ${i + 1}"`)
      .replace(/"createdAt":"[^"]*"/, `"createdAt":"${new Date(1.7e12 + i * 1000).toISOString().replace('.000', '')}"`)
    sum(copy)
    return copy
  })
  const last = JSON.stringify({ end: { ...end.end, tickets: size, check: check.toString('hex') } })
  return gzipSync([...lines.flatMap((l) => (l === model ? copies : [l])), last].join('\n') + '\n')
}

/** Starts the program on a desk that has many tickets. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const size = Number(process.env['CROWD'] ?? 100_000)
  const place = makePlace()
  const { folder, binary, data } = place
  const small = await startProgram(place)
  const maya = await callerAt(small.url, 'moderator')
  const { number } = await maya.opens('One of many')
  const patience = AbortSignal.timeout(60_000)
  while ((await maya.reads(number)).triage.state !== 'done') await setTimeout(100, undefined, { signal: patience }) // or every copy would be read
  await maya.sets(number, { status: 'closed' })
  await small.stop()
  const [from, to] = [join(folder, 'small.gz'), join(folder, 'large.gz')]
  execFileSync(binary, ['backup', '--data', data, from])
  writeFileSync(to, multiplied(readFileSync(from), size))
  for (const part of ['', '-wal', '-shm']) rmSync(join(data, `beckon.db${part}`), { force: true })
  execFileSync(binary, ['restore', '--data', data, to])
  const large = await startProgram(place)
  project.provide('url', large.url)
  project.provide('outbox', large.outbox)
  project.provide('size', size)
  return async () => {
    await large.stop()
    throwAway(place)
  }
}
