import { mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContext, type BrowserContextOptions, type Page, chromium } from 'playwright-core'
import type { components } from '../src/api/schema.ts'

type Ticket = components['schemas']['TicketDetail']

export const password = 'beckon-demo'
export const mailOf = (who: string): string => `${who}@demo.test`

export const chromiumPath = process.env['CHROME_PATH'] ?? '/usr/bin/chromium'
export const chromiumArgs = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: chromiumPath, args: chromiumArgs })

/** Somebody at a browser of their own. What the page complains about is kept. */
export class Visitor {
  readonly context: BrowserContext
  readonly page: Page
  readonly url: string
  readonly complaints: string[] = []

  constructor(context: BrowserContext, page: Page, url: string) {
    this.context = context
    this.page = page
    this.url = url
    page.setDefaultTimeout(30_000) // machines that test are busy ones
    page.on('pageerror', (error) => this.complaints.push(error.message))
    page.on('console', (message) => {
      // Refused requests are part of the stories; scripts that fail and broken policies are not.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) this.complaints.push(message.text())
    })
  }

  goesTo = (path: string) => this.page.goto(this.url + path)
  sees = (text: string | RegExp) => this.page.getByText(text).locator('visible=true').first().waitFor()
  arrivesAt = (path: string | RegExp) => this.page.waitForURL((at) => (typeof path === 'string' ? at.pathname + at.search === path : path.test(at.pathname + at.search)))
  /** The focus is on the heading of the page, where screen readers begin. */
  startsAt = (heading: string) => this.page.locator('h1:focus', { hasText: heading }).waitFor()
  clicks = (name: string | RegExp) => this.page.getByRole('button', { name, exact: typeof name === 'string' }).first().click()
  follows = (name: string | RegExp) => this.page.getByRole('link', { name }).first().click()
  pastes = (name: string, type: string, content: Buffer) => this.brings('paste', name, type, content)
  drops = (name: string, type: string, content: Buffer) => this.brings('drop', name, type, content)
  presses = (key: string) => this.page.keyboard.press(key)
  types = (label: string, text: string) => this.page.getByLabel(label, { exact: true }).fill(text)
  chooses = (label: string, option: string) => this.page.getByLabel(label, { exact: true }).selectOption({ label: option })
  /** Opens the list of a field in which one chooses a person. */
  opensList = async (name: string) => {
    const field = this.page.getByRole('combobox', { name, exact: true })
    await field.click()
    await this.page.getByRole('listbox', { name: 'People' }).locator('visible=true').waitFor()
    return field
  }

  /** The page is there, and nothing on it is on its way. */
  isDrawn = async () => {
    await this.page.locator('h1').first().waitFor()
    await this.page.waitForFunction(() => document.querySelector('.skeleton, .loading-spinner, [aria-busy=true]') === null)
  }
  isLive = () => this.page.locator('[data-live=live]').first().waitFor({ state: 'attached' })

  /** Pastes or drops a file where the focus is. */
  private brings = (how: 'paste' | 'drop', name: string, type: string, content: Buffer): Promise<void> =>
    this.page.evaluate(
      ([how, name, type, content]) => {
        const data = new DataTransfer()
        data.items.add(new File([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))], name, { type }))
        const on = document.activeElement ?? document.body
        const init = { bubbles: true, cancelable: true }
        on.dispatchEvent(how === 'paste' ? new ClipboardEvent('paste', { ...init, clipboardData: data }) : new DragEvent('drop', { ...init, dataTransfer: data }))
      },
      [how, name, type, content.toString('base64')] as const,
    )

  /** What a button saves. */
  async saves(button: RegExp): Promise<Buffer> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), this.clicks(button)])
    return readFileSync(await download.path())
  }

  /** Fills the form of the log-in page that is shown. */
  async logsInAs(who: string, secret = password): Promise<void> {
    await this.types('Email', mailOf(who))
    await this.types('Password', secret)
    await this.clicks('Log in')
  }
}

/** A picture, two pixels by one. */
export const screenshot = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGP4zwAE/wEHAAH/4iOeWQAAAABJRU5ErkJggg==', 'base64')

/** The desk under test, and its people. */
export class Desk {
  readonly browser: Browser
  readonly url: string
  private readonly open: Visitor[] = []

  constructor(browser: Browser, url: string) {
    this.browser = browser
    this.url = url
  }

  /** Somebody who has not logged in. */
  async visitor(options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await this.browser.newContext({ locale: 'en-GB', viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', ...options })
    await context.tracing.start({ screenshots: true, snapshots: true })
    const visitor = new Visitor(context, await context.newPage(), this.url)
    this.open.push(visitor)
    return visitor
  }

  /** Somebody of the demo, logged in, at a page. */
  async person(who: string, path = '/profile', options: BrowserContextOptions = {}): Promise<Visitor> {
    const visitor = await this.visitor(options)
    await visitor.goesTo(`/login?${new URLSearchParams({ to: path }).toString()}`)
    await visitor.logsInAs(who)
    await visitor.arrivesAt(path)
    await visitor.page.locator('#main h1').waitFor()
    return visitor
  }

  /** Closes every browser window. After a failure the traces and pictures are kept. */
  async closes(failed?: string): Promise<string[]> {
    const complaints: string[] = []
    for (const [i, visitor] of this.open.splice(0).entries()) {
      complaints.push(...visitor.complaints)
      if (failed !== undefined) {
        const folder = join(import.meta.dirname, '../../../screenshots/failures', failed.replace(/\W+/g, '-'))
        mkdirSync(folder, { recursive: true })
        await visitor.page.screenshot({ path: join(folder, `${i}.png`) }).catch(() => null)
        await visitor.context.tracing.stop({ path: join(folder, `${i}.zip`) }).catch(() => null)
      }
      await visitor.context.close()
    }
    return complaints
  }

  /** The API, as somebody of the demo. */
  as = (who: string): Promise<Caller> => callerAt(this.url, who)
}

/** The API of a desk, as somebody of the demo. */
export async function callerAt(url: string, who: string): Promise<Caller> {
  const { accessToken, user } = await call<components['schemas']['Session']>(url, '', 'POST', '/api/auth/login', { email: mailOf(who), password })
  return new Caller(url, accessToken, user.id)
}

async function call<T>(url: string, token: string, method: string, path: string, body?: object): Promise<T> {
  const file = body instanceof Uint8Array
  const response = await fetch(url + path, {
    method,
    headers: { 'Content-Type': file ? 'application/octet-stream' : 'application/json', ...(token !== '' && { Authorization: `Bearer ${token}` }) },
    body: body === undefined ? null : file ? new Uint8Array(body) : JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return (text === '' ? null : JSON.parse(text)) as T
}

/** Somebody who uses the API and no page. */
export class Caller {
  private readonly url: string
  private readonly token: string
  readonly id: string

  constructor(url: string, token: string, id: string) {
    this.url = url
    this.token = token
    this.id = id
  }

  does = <T = unknown>(method: string, path: string, body?: object): Promise<T> => call<T>(this.url, this.token, method, path, body)
  opens = async (title: string, body = ''): Promise<Ticket> => (await this.does<{ ticket: Ticket }>('POST', '/api/tickets', { title, body })).ticket
  uploads = async (name: string, content: Buffer): Promise<string> => (await this.does<{ file: { id: string } }>('POST', `/api/files?name=${name}`, content)).file.id
  reads = async (number: number): Promise<Ticket> => (await this.does<{ ticket: Ticket }>('GET', `/api/tickets/${number}`)).ticket
  sets = (number: number, patch: object) => this.does('PATCH', `/api/tickets/${number}`, patch)
}

/** The text of every mail that was sent, with its line breaks taken back. */
export const mails = (outbox: string): string[] =>
  readdirSync(outbox, { recursive: true, withFileTypes: true })
    .filter((f) => f.isFile())
    .map((f) => readFileSync(join(f.parentPath, f.name), 'utf8').replace(/=\r?\n/g, '').replaceAll('=3D', '='))
