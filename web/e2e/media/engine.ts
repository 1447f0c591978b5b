/** The media engine of the real binary, with nothing of the product around it: a key, a secret, and pages that speak to it through the unmodified livekit-client. */
import { spawn, type ChildProcess } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { readFile, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, expect, test as base, type Browser, type Page } from '@playwright/test'
import { captureFiles, RED } from '../support/media'
import { freePort } from '../support/ports'

const BINARY = resolve(process.env.HOMECOMING_BINARY ?? '../target/debug/homecoming')
const HERE = dirname(fileURLToPath(import.meta.url))
const CLIENT = resolve(HERE, '../../node_modules/livekit-client/dist/livekit-client.umd.js')
const KEY = 'conformance'
const SECRET = 'a-secret-that-only-this-test-knows-0123456789'
const CHROMIUM = [
  '--no-sandbox',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
]

export interface Grants {
  canPublish?: boolean
  canSubscribe?: boolean
  canUpdateOwnMetadata?: boolean
  hidden?: boolean
}

export class MediaEngine {
  private constructor(
    readonly url: string,
    private readonly folder: string,
    private readonly serving: ChildProcess,
  ) {}

  static async start(): Promise<MediaEngine> {
    const folder = await mkdtemp(join(tmpdir(), 'homecoming-media-'))
    const port = await freePort()
    const environment = {
      PATH: process.env.PATH,
      RUST_LOG: process.env.RUST_LOG,
      DATABASE_URL: `sqlite://${join(folder, 'homecoming.sqlite')}`,
      RECORDING_STORAGE_PATH: join(folder, 'recordings'),
      PUBLIC_URL: `http://localhost:${port}`,
      MEDIA_PORT: String(await freePort()),
      LIVEKIT_API_KEY: KEY,
      LIVEKIT_API_SECRET: SECRET,
    }
    const shown = process.env.HOMECOMING_SHOW_LOG ? 'inherit' : 'ignore'
    const serving = spawn(BINARY, ['serve', '--listen', `127.0.0.1:${port}`], { env: environment, stdio: ['ignore', shown, shown] })
    const engine = new MediaEngine(`http://127.0.0.1:${port}`, folder, serving)
    await expect
      .poll(() => fetch(`${engine.url}/rtc/validate`).then((answer) => answer.status, () => 0), { timeout: 30_000 })
      .toBe(401)
    return engine
  }

  token(identity: string, room: string, grants: Grants = {}): string {
    return sign({ sub: identity, name: identity, video: { roomJoin: true, room, canUpdateOwnMetadata: true, ...grants } })
  }

  /** Calls a RoomService verb with every right. */
  async call<T>(verb: string, body: { room?: string; [field: string]: unknown }): Promise<T> {
    const video = { roomAdmin: true, roomCreate: true, roomList: true, room: body.room }
    const answer = await fetch(`${this.url}/twirp/livekit.RoomService/${verb}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${sign({ video })}` },
      body: JSON.stringify(body),
    })
    expect(answer.status, await answer.clone().text()).toBe(200)
    return (await answer.json()) as T
  }

  async stop(): Promise<void> {
    if (this.serving.exitCode === null) {
      const ended = new Promise((done) => this.serving.once('exit', done))
      this.serving.kill('SIGTERM')
      await ended
    }
    await rm(this.folder, { recursive: true, force: true })
  }
}

function sign(claims: object): string {
  const now = Math.floor(Date.now() / 1000)
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const body = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ iss: KEY, nbf: now - 5, exp: now + 600, ...claims })}`
  return `${body}.${createHmac('sha256', SECRET).update(body).digest('base64url')}`
}

/** Serves the test page and the client library as they are. */
async function startPages(): Promise<{ url: string; server: Server }> {
  const files: Record<string, [string, string]> = {
    '/': ['text/html', join(HERE, 'page.html')],
    '/page.js': ['text/javascript', join(HERE, 'page.js')],
    '/livekit-client.js': ['text/javascript', CLIENT],
  }
  const server = createServer((request, answer) => {
    const found = files[request.url ?? '']
    if (!found) return void answer.writeHead(404).end()
    readFile(found[1]).then(
      (content) => answer.writeHead(200, { 'content-type': found[0] }).end(content),
      () => answer.writeHead(500).end(),
    )
  })
  const port = await freePort()
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening))
  return { url: `http://127.0.0.1:${port}/`, server }
}

/** Runs in a page: the server's UDP candidates never reach the browser. */
function hideUdpCandidates(): void {
  const connection = RTCPeerConnection.prototype
  // The form that returns a promise; the library's types offer the old form with callbacks first.
  const original = connection.setRemoteDescription as (description: RTCSessionDescriptionInit) => Promise<void>
  connection.setRemoteDescription = function (description) {
    const sdp = description.sdp?.replace(/a=candidate:\S+ \d+ udp .*\r\n/gi, '')
    return original.call(this, { type: description.type, sdp })
  }
}

/** Somebody in a room: a page of their own. */
export class Guest {
  constructor(readonly page: Page) {}

  /** Joins a room. Options are those of livekit-client's Room. */
  join(engine: MediaEngine, identity: string, room: string, options: object = {}, grants: Grants = {}): Promise<void> {
    const argument = { url: engine.url, token: engine.token(identity, room, grants), options }
    return this.page.evaluate((given) => window.join(given), argument)
  }

  /** Runs a function in the page, with its room as `room`. */
  run<T>(work: () => T | Promise<T>): Promise<T> {
    return this.page.evaluate(work)
  }

  /** What is decoded of everybody, by `identity/source`. */
  received(): Promise<Record<string, Received>> {
    return this.page.evaluate(() => window.received())
  }

  events(): Promise<string[]> {
    return this.page.evaluate(() => window.events.splice(0))
  }

  /** Waits until pictures of this source are decoded, and more of them come. */
  async expectPictures(of: string, least = 5): Promise<Received> {
    const before = (await this.received())[of]?.framesDecoded ?? 0
    await expect
      .poll(async () => ((await this.received())[of]?.framesDecoded ?? 0) - before, { message: `pictures of ${of}`, timeout: 30_000 })
      .toBeGreaterThan(least)
    return (await this.received())[of]!
  }

  /** Waits until sound of this source is decoded that is not silence. */
  async expectSound(of: string): Promise<void> {
    await expect
      .poll(async () => (await this.received())[of]?.energy ?? 0, { message: `sound of ${of}`, timeout: 30_000 })
      .toBeGreaterThan(0.001)
  }
}

export interface Received {
  sid: string
  isMuted: boolean
  isSubscribed: boolean
  framesDecoded: number
  width: number
  height: number
  energy: number
  keyFrames: number
}

interface Fixtures {
  engine: MediaEngine
  /** Opens a page; one without UDP is told of no way but TCP. */
  arrive(options?: { withoutUdp?: boolean }): Promise<Guest>
}

export const test = base.extend<Fixtures, { shared: { engine: MediaEngine; browser: Browser; pages: string } }>({
  shared: [
    async ({}, use) => {
      const engine = await MediaEngine.start()
      const pages = await startPages()
      const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
      const folder = await mkdtemp(join(tmpdir(), 'homecoming-voice-'))
      const { audio } = await captureFiles(folder, 'voice', RED)
      const browser = await chromium.launch({ executablePath, args: [...CHROMIUM, `--use-file-for-fake-audio-capture=${audio}`] })
      await use({ engine, browser, pages: pages.url })
      await browser.close()
      pages.server.close()
      await engine.stop()
      await rm(folder, { recursive: true, force: true })
    },
    { scope: 'worker' },
  ],
  engine: async ({ shared }, use) => use(shared.engine),
  arrive: async ({ shared }, use) => {
    const opened: Page[] = []
    await use(async ({ withoutUdp = false } = {}) => {
      const page = await shared.browser.newPage({ permissions: ['camera', 'microphone'] })
      opened.push(page)
      if (withoutUdp) await page.addInitScript(hideUdpCandidates)
      if (process.env.HOMECOMING_SHOW_LOG) page.on('console', (line) => console.log('page:', line.text()))
      await page.goto(shared.pages)
      return new Guest(page)
    })
    await Promise.all(opened.map((page) => page.context().close()))
  },
})

export { expect }
