/** The real binary on a temporary SQLite file, with its clock in the test's hands. */
import { spawn, type ChildProcess } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, request } from '@playwright/test'
import { csvOf, type Member } from './members'
import { freePort } from './ports'

const BINARY = resolve(process.env.HOMECOMING_BINARY ?? '../target/debug/homecoming')

export interface ServerOptions {
  members: Member[]
  /** Environment beside the defaults, e.g. JITSI_DOMAIN. */
  environment?: Record<string, string>
}

export class TestServer {
  private constructor(
    readonly url: string,
    readonly folder: string,
    private readonly environment: NodeJS.ProcessEnv,
    private process: ChildProcess | null,
  ) {}

  /** Imports the members, starts the server and waits until it is ready. */
  static async start({ members, environment = {} }: ServerOptions): Promise<TestServer> {
    const folder = await mkdtemp(join(tmpdir(), 'homecoming-e2e-'))
    const port = await freePort()
    const url = `http://localhost:${port}`
    const whole = {
      PATH: process.env.PATH,
      DATABASE_URL: `sqlite://${join(folder, 'homecoming.sqlite')}`,
      RECORDING_STORAGE_PATH: join(folder, 'recordings'),
      PUBLIC_URL: url,
      MEDIA_PORT: String(await freePort()),
      ...environment,
    }
    const server = new TestServer(url, folder, whole, null)
    await mkdir(whole.RECORDING_STORAGE_PATH)
    const people = join(folder, 'people.csv')
    await writeFile(people, csvOf(members))
    await server.run(['import', 'people', people])
    server.serve(['serve', '--listen', `127.0.0.1:${port}`, '--test-clock'])
    await server.untilReady().catch(async (error: unknown) => {
      await server.stop()
      throw error
    })
    return server
  }

  /** Makes a member one of the team. */
  async makeAdmin(member: Member): Promise<void> {
    await this.run(['admin', 'create', member.email], { HOMECOMING_PASSWORD: member.password })
  }

  /** Moves the server's clock; the browsers keep theirs. */
  async setClock(now: Date): Promise<void> {
    const api = await request.newContext({ baseURL: this.url })
    const answer = await api.post('/api/test/clock', { data: { now: now.toISOString() } })
    expect(answer.ok(), await answer.text()).toBe(true)
    await api.dispose()
  }

  async stop(): Promise<void> {
    const serving = this.process
    this.process = null
    if (serving?.exitCode === null) {
      const ended = new Promise((done) => serving.once('exit', done))
      serving.kill('SIGTERM')
      await ended
    }
    await rm(this.folder, { recursive: true, force: true })
  }

  private run(args: string[], more: NodeJS.ProcessEnv = {}): Promise<void> {
    return new Promise((done, fail) => {
      const child = spawn(BINARY, args, { env: { ...this.environment, ...more }, stdio: ['ignore', 'pipe', 'pipe'] })
      let output = ''
      child.stdout.on('data', (chunk) => (output += chunk))
      child.stderr.on('data', (chunk) => (output += chunk))
      child.once('error', fail)
      child.once('exit', (code) => (code === 0 ? done() : fail(new Error(`${args.join(' ')} ended with ${code}\n${output}`))))
    })
  }

  private serve(args: string[]): void {
    const log = createWriteStream(join(this.folder, 'server.log'))
    const child = spawn(BINARY, args, { env: this.environment, stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout?.pipe(log)
    child.stderr?.pipe(log)
    if (process.env.HOMECOMING_SHOW_LOG) child.stderr?.pipe(process.stderr)
    this.process = child
  }

  private async untilReady(): Promise<void> {
    await expect
      .poll(() => fetch(`${this.url}/health/ready`).then((answer) => answer.status).catch(() => 0), { timeout: 30_000 })
      .toBe(200)
  }
}
