/** Speakers that nobody hears, for browsers that play nothing on a machine without any. */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from '@playwright/test'

export class SoundServer {
  private constructor(
    private readonly socket: string,
    private readonly process: ChildProcess,
  ) {}

  /** A PulseAudio of our own, beside whatever the machine has, with its files in `folder`. */
  static async start(folder: string): Promise<SoundServer> {
    const home = join(folder, 'sound')
    await mkdir(home)
    const socket = join(home, 'socket')
    const modules = ['module-null-sink', `module-native-protocol-unix socket=${socket} auth-anonymous=1`]
    const child = spawn('pulseaudio', ['-n', '--daemonize=no', '--exit-idle-time=-1', ...modules.map((each) => `--load=${each}`)], {
      env: { PATH: process.env.PATH, HOME: home, XDG_RUNTIME_DIR: home },
      stdio: 'ignore',
    })
    await expect.poll(() => existsSync(socket), { message: 'the sound server listens' }).toBe(true)
    return new SoundServer(socket, child)
  }

  /** What a program needs in its environment to play here. */
  get environment(): Record<string, string> {
    return { PULSE_SERVER: `unix:${this.socket}` }
  }

  async stop(): Promise<void> {
    const ended = new Promise((done) => this.process.once('exit', done))
    this.process.kill()
    await ended
  }
}
