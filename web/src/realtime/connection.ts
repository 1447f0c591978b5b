// One socket to the server that survives cuts: it resumes from the last event seen, or says that too much was missed.
import { backoffMs } from './backoff'
import type { Frame, RealtimeEvent } from './events'

export type RealtimeState = 'connecting' | 'online' | 'offline'

/** The part of WebSocket that is used, so that tests can hand in their own. */
export type Socket = Pick<WebSocket, 'onmessage' | 'onclose' | 'send' | 'close'>

export interface Options {
  open: () => Socket
  /** Runs `task` after the delay and returns a way to call it off. */
  schedule: (task: () => void, delayMs: number) => () => void
  random: () => number
  onEvent: (event: RealtimeEvent) => void
  /** Events were lost; whatever is shown must be loaded again. */
  onGap: () => void
  onState: (state: RealtimeState) => void
}

/** The server closes with this code when the session is over; trying again would be in vain. */
const SIGNED_OUT = 4401

interface Position {
  epoch: string
  offset: number
}

export class RealtimeConnection {
  private socket: Socket | null = null
  private position: Position | null = null
  /** Where the server stood at its last hello: the point to go on from when it cannot replay. */
  private greeting: Position | null = null
  private attempts = 0
  private cancelRetry: (() => void) | null = null
  private isStopped = true

  constructor(private readonly options: Options) {}

  start(): void {
    if (!this.isStopped) return
    this.isStopped = false
    this.connect()
  }

  /** Closes for good and forgets the position, so that the next person starts afresh. */
  stop(): void {
    this.isStopped = true
    this.cancelRetry?.()
    this.position = null
    this.attempts = 0
    this.drop()
  }

  /** Tries at once, e.g. because the network came back. */
  retryNow(): void {
    if (this.isStopped || this.socket) return
    this.cancelRetry?.()
    this.connect()
  }

  private connect(): void {
    this.options.onState('connecting')
    const socket = this.options.open()
    this.socket = socket
    socket.onmessage = (message) => this.receive(String(message.data))
    socket.onclose = (close) => this.closed(close.code)
  }

  private receive(text: string): void {
    const frame = JSON.parse(text) as Frame
    if ('hello' in frame) this.greeted(frame.hello)
    else if ('recovered' in frame) this.recovered(frame.recovered)
    else if ('event' in frame) this.happened(frame)
  }

  private greeted(hello: Position): void {
    this.attempts = 0
    this.options.onState('online')
    const last = this.position
    this.greeting = hello
    // What the page loaded before its first greeting may already be old.
    if (!last) this.goOnFromGreeting()
    // Said even when nothing was missed: the server holds the news back until it has heard where we are.
    this.socket?.send(JSON.stringify({ resume: this.position }))
  }

  private recovered(isRecovered: boolean): void {
    if (!isRecovered) this.goOnFromGreeting()
  }

  private goOnFromGreeting(): void {
    this.position = this.greeting && { ...this.greeting }
    this.options.onGap()
  }

  private happened(event: RealtimeEvent): void {
    const last = this.position
    if (!last || event.offset <= last.offset) return
    const isNext = event.offset === last.offset + 1
    last.offset = event.offset
    if (isNext) this.options.onEvent(event)
    else this.options.onGap()
  }

  private closed(code: number): void {
    this.socket = null
    if (this.isStopped) return
    this.options.onState('offline')
    if (code === SIGNED_OUT) {
      this.stop()
      return
    }
    const delay = backoffMs(this.attempts++, this.options.random)
    this.cancelRetry = this.options.schedule(() => this.connect(), delay)
  }

  private drop(): void {
    const socket = this.socket
    this.socket = null
    if (!socket) return
    socket.onclose = null
    socket.onmessage = null
    socket.close()
    this.options.onState('offline')
  }
}
