/** The same person in Firefox, driven over WebDriver BiDi. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { launch, type Browser, type Page } from 'puppeteer-core'
import type { AnyPage } from './decoded'
import type { Likeness } from './media'
import type { Member } from './members'
import type { TestServer } from './server'
import { SoundServer } from './soundServer'

export const FIREFOX = [process.env.FIREFOX, '/usr/bin/firefox-esr', '/usr/bin/firefox'].find((path) => path && existsSync(path))

/** Firefox takes no files for its devices: the page gets a painted picture and an oscillator instead. */
function lookAndSoundLike({ colour, toneHz }: Likeness): void {
  navigator.mediaDevices.getUserMedia = async (wanted) => (wanted?.video ? painted() : sounding())

  function painted(): MediaStream {
    const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 360 })
    const context = canvas.getContext('2d')
    let bar = 0
    setInterval(() => {
      if (!context) return
      context.fillStyle = `rgb(${colour.join(' ')})`
      context.fillRect(0, 0, 640, 360)
      context.fillStyle = '#1e1e1e'
      context.fillRect((bar = (bar + 16) % 576), 0, 64, 45)
    }, 66)
    return canvas.captureStream(15)
  }

  function sounding(): MediaStream {
    const context = new AudioContext()
    const output = context.createMediaStreamDestination()
    const oscillator = new OscillatorNode(context, { frequency: toneHz })
    oscillator.connect(new GainNode(context, { gain: 0.5 })).connect(output)
    oscillator.start()
    return output.stream
  }
}

export class FirefoxVisitor {
  id = ''

  private constructor(
    readonly member: Member,
    private readonly server: TestServer,
    private readonly speakers: SoundServer,
    private readonly browser: Browser,
    readonly page: Page,
  ) {}

  /** The page as the helpers that read pictures and sounds take it. */
  get eyes(): AnyPage {
    return { evaluate: (work, argument) => this.page.evaluate(work as never, argument as never) as never }
  }

  static async arrive(member: Member, server: TestServer): Promise<FirefoxVisitor> {
    // Without speakers Firefox's audio clock stands still.
    const speakers = await SoundServer.start(server.folder)
    const browser = await launch({
      env: { ...process.env, ...speakers.environment },
      browser: 'firefox',
      executablePath: FIREFOX,
      headless: true,
      userDataDir: join(server.folder, 'firefox'),
      extraPrefsFirefox: { 'media.navigator.permission.disabled': true, 'media.autoplay.default': 0, 'media.autoplay.blocking_policy': 0 },
    })
    const page = await browser.newPage()
    await page.setViewport({ width: 1280, height: 800 })
    await page.evaluateOnNewDocument(lookAndSoundLike, member.likeness)
    return new FirefoxVisitor(member, server, speakers, browser, page)
  }

  async signIn(): Promise<void> {
    await this.page.goto(`${this.server.url}/sign-in`)
    await this.page.locator('input[type=email]').fill(this.member.email)
    await this.page.locator('input[type=password]').fill(this.member.password)
    await this.page.locator('button[type=submit]').click()
    await this.page.locator('nav').wait()
    this.id = await this.page.evaluate(async () => ((await (await fetch('/api/me')).json()) as { id: string }).id)
  }

  async enterCall(id: string): Promise<void> {
    await this.page.goto(`${this.server.url}/calls/${id}`)
    await this.press('Join')
    await this.page.locator('[role=toolbar]').wait()
  }

  /** Presses the button with this accessible name. */
  async press(name: string): Promise<void> {
    const button = await this.page.waitForSelector(`::-p-aria([name="${name}"][role="button"])`)
    await button?.click()
  }

  /** Writes into the field with this accessible name and sends it off. */
  async write(field: string, text: string): Promise<void> {
    const box = await this.page.waitForSelector(`::-p-aria([name="${field}"])`)
    await box?.type(text)
    await this.page.keyboard.press('Enter')
  }

  async expectHeading(text: string): Promise<void> {
    await expect.poll(() => this.page.evaluate(() => document.querySelector('h1')?.textContent ?? '')).toContain(text)
  }

  async leave(): Promise<void> {
    await this.browser.close()
    await this.speakers.stop()
  }
}
