import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    url: string
    outbox: string
  }
}

const repository = join(import.meta.dirname, '../../..')
const startLimit = 600_000 // ms; the first start builds the Inngest server

/** The real program, with simulated third parties: what `beckon demo` is. */
export interface Program {
  url: string
  outbox: string // folder of the mails that were sent
  stop: () => Promise<void>
}

/** Where a program runs: its binary and its records, in a folder that can be thrown away. */
export interface Place {
  folder: string
  binary: string
  data: string
}

/** Builds the program into an empty folder. */
export function makePlace(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'beckon-browser-'))
  const binary = join(folder, 'beckon')
  // Built, not run by go run: its child would outlive it.
  execFileSync('go', ['build', '-o', binary, './cmd/beckon'], { cwd: repository, stdio: 'inherit' })
  return { folder, binary, data: join(folder, 'data') }
}

export const throwAway = ({ folder }: Place): void => rmSync(folder, { recursive: true, force: true })

/** Starts the program on a free port. */
export async function startProgram({ binary, data }: Place): Promise<Program> {
  const child = spawn(binary, ['demo', '--listen', '127.0.0.1:0', '--data', data], { stdio: ['ignore', 'pipe', 'pipe'] })
  const said: string[] = []
  child.stderr.on('data', (text: Buffer) => said.push(text.toString()))
  const stop = (): Promise<void> => ended(child)
  try {
    return { url: await ready(child, said), outbox: join(data, 'outbox'), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function ready(child: ChildProcess, said: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`not ready in time:\n${said.join('')}`)), startLimit)
    child.once('exit', (code) => reject(new Error(`ended with ${code}:\n${said.join('')}`)))
    if (child.stdout === null) throw new Error('no output to read')
    createInterface(child.stdout).on('line', (line) => {
      const url = /^ready (\S+)/.exec(line)?.[1]
      if (url === undefined) return
      clearTimeout(late)
      resolve(url)
    })
  })
}

/** Asks the program to stop, and insists when it does not. */
function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) {
      resolve()
      return
    }
    const insist = setTimeout(() => child.kill('SIGKILL'), 25_000)
    child.once('exit', () => {
      clearTimeout(insist)
      resolve()
    })
    child.kill('SIGTERM')
  })
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const place = makePlace()
  const program = await startProgram(place)
  project.provide('url', program.url)
  project.provide('outbox', program.outbox)
  return async () => {
    await program.stop()
    throwAway(place)
  }
}
