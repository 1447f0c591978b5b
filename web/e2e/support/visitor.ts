/** One person in a browser of their own. */
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium, expect, type Browser, type BrowserContext, type Page } from '@playwright/test'
import { captureFiles } from './media'
import type { Member } from './members'
import type { TestServer } from './server'

export const DESKTOP = { width: 1440, height: 900 }
export const PHONE = { width: 390, height: 844 }
/** Where pictures of screens are kept. */
export const SCREENS = join('test-results', 'screens')

/** Debian's browser; the one Playwright brings where there is none. */
export const CHROMIUM = [process.env.CHROMIUM, '/usr/bin/chromium'].find((path) => path && existsSync(path))

const FLAGS = [
  '--no-sandbox',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  // The engine of the test listens on this machine.
  '--allow-loopback-in-peer-connection',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
]

export interface VisitorOptions {
  /** Address of an HTTP proxy all of this browser's connections go through. */
  proxy?: string
  /** Without camera, microphone and the permission for them. */
  hasNoDevices?: boolean
  colorScheme?: 'light' | 'dark'
  /** What the browser asks for; English when left out. */
  locale?: string
}

/** What the door is called in the languages of the app. */
const DOOR = {
  en: { email: 'Email', password: 'Password', signIn: 'Sign in' },
  de: { email: 'E-Mail-Adresse', password: 'Passwort', signIn: 'Anmelden' },
}

/** Lets a test move the page's idea of the present without touching its timers. */
const SHIFTABLE_DATE = `{
  const RealDate = Date
  // Blank pages have no storage.
  const shift = () => (location.origin === 'null' ? 0 : Number(sessionStorage.getItem('clock-shift') ?? 0))
  globalThis.Date = class extends RealDate {
    constructor(...parts) { parts.length === 0 ? super(RealDate.now() + shift()) : super(...parts) }
    static now() { return RealDate.now() + shift() }
  }
}`

/** Resolves when the page has been painted, with fresh pictures in its videos. */
async function settled(): Promise<void> {
  const playing = [...document.querySelectorAll('video')].filter((video) => !video.paused && video.readyState > 2 && video.offsetWidth > 0)
  const nextFrame = (video: HTMLVideoElement) => new Promise((done) => video.requestVideoFrameCallback(done))
  for (let i = 0; i < 2; i++) await Promise.all(playing.map(nextFrame))
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
}

export class Visitor {
  id = ''

  private constructor(
    readonly member: Member,
    readonly server: TestServer,
    private readonly browser: Browser,
    readonly context: BrowserContext,
    readonly page: Page,
    private readonly language: keyof typeof DOOR,
  ) {}

  static async arrive(member: Member, server: TestServer, options: VisitorOptions = {}): Promise<Visitor> {
    const { video, audio } = await captureFiles(server.folder, member.email, member.likeness)
    const devices = options.hasNoDevices ? ['--no-sandbox'] : [...FLAGS, `--use-file-for-fake-video-capture=${video}`, `--use-file-for-fake-audio-capture=${audio}`]
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: devices,
      // Chromium goes round a proxy for addresses of this machine unless told not to.
      ...(options.proxy ? { proxy: { server: options.proxy, bypass: '<-loopback>' } } : {}),
    })
    const context = await browser.newContext({
      baseURL: server.url,
      viewport: DESKTOP,
      locale: options.locale ?? 'en-GB',
      timezoneId: member.timeZone,
      colorScheme: options.colorScheme ?? 'light',
      reducedMotion: 'reduce',
      permissions: options.hasNoDevices ? [] : ['camera', 'microphone'],
    })
    await context.addInitScript(SHIFTABLE_DATE)
    const visitor = new Visitor(member, server, browser, context, await context.newPage(), options.locale?.startsWith('de') ? 'de' : 'en')
    visitor.page.on('pageerror', (error) => console.error(`${member.name}: ${error.stack ?? error.message}`))
    return visitor
  }

  async signIn(): Promise<void> {
    const door = DOOR[this.language]
    await this.page.goto('/sign-in')
    await this.page.getByLabel(door.email).fill(this.member.email)
    await this.page.getByLabel(door.password, { exact: true }).fill(this.member.password)
    await this.page.getByRole('button', { name: door.signIn }).click()
    await expect(this.page.getByRole('navigation').first()).toBeVisible()
    const me = await this.api<{ id: string }>('GET', '/api/me')
    this.id = me.id
  }

  /** Asks the server as this person, from inside their page. */
  async api<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.page.evaluate(
      async ([verb, address, content]) => {
        const sent = content === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(content) }
        const response = await fetch(String(address), { method: String(verb), ...sent })
        return { status: response.status, text: await response.text() }
      },
      [method, path, body] as const,
    )
    expect(answer.status, `${method} ${path}: ${answer.text}`).toBeLessThan(300)
    return (answer.text ? JSON.parse(answer.text) : null) as T
  }

  /** Moves what this page takes for the present; the server's clock is moved by the server. */
  async setClock(now: Date): Promise<void> {
    await this.page.evaluate((wanted) => {
      const shift = Number(sessionStorage.getItem('clock-shift') ?? 0)
      sessionStorage.setItem('clock-shift', String(wanted - (Date.now() - shift)))
    }, now.getTime())
  }

  /** Through the page before the call, into the call. */
  async enterCall(id: string): Promise<void> {
    await this.page.goto(`/calls/${id}`)
    await this.join()
  }

  async join(): Promise<void> {
    await this.page.getByRole('button', { name: 'Join', exact: true }).click()
    await expect(this.page.getByRole('toolbar', { name: 'Call controls' })).toBeVisible()
  }

  control(name: string) {
    return this.page.getByRole('toolbar', { name: 'Call controls' }).getByRole('button', { name, exact: true })
  }

  /** Keeps pictures of the screen at both widths and looks for accessibility faults at each. */
  async look(name: string, { axe = true } = {}): Promise<void> {
    await mkdir(SCREENS, { recursive: true })
    for (const [size, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
      await this.page.setViewportSize(viewport)
      await this.page.evaluate(settled)
      await this.page.screenshot({ path: join(SCREENS, `${name}-${size}.png`) })
      if (axe) await this.expectAccessible(`${name} ${size}`)
    }
    await this.page.setViewportSize(DESKTOP)
  }

  async expectAccessible(name: string): Promise<void> {
    const { violations } = await new AxeBuilder({ page: this.page }).analyze()
    const faults = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).slice(0, 3).join(' | ')}`)
    expect.soft(faults, name).toEqual([])
  }

  async leave(): Promise<void> {
    await this.browser.close()
  }
}
