import { beforeEach, expect, test, vi } from 'vitest'
import { RealtimeConnection, type Socket } from './connection'
import type { RealtimeEvent } from './events'

class Wire {
  sent: unknown[] = []
  onmessage: ((message: { data: unknown }) => void) | null = null
  onclose: ((close: { code: number }) => void) | null = null
  isClosed = false

  send(text: string): void {
    this.sent.push(JSON.parse(text))
  }
  close(): void {
    this.isClosed = true
  }
  tell(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) })
  }
  cut(code = 1006): void {
    this.onclose?.({ code })
  }
}

const event = (offset: number): object => ({ offset, event: 'coffee_chat.requested', data: {} })

let wires: Wire[]
let delays: number[]
let pending: (() => void)[]
let events: number[]
let gaps: number
let states: string[]
let connection: RealtimeConnection

beforeEach(() => {
  wires = []
  delays = []
  pending = []
  events = []
  gaps = 0
  states = []
  connection = new RealtimeConnection({
    open: () => {
      const wire = new Wire()
      wires.push(wire)
      return wire as unknown as Socket
    },
    schedule: (task, delayMs) => {
      delays.push(delayMs)
      pending.push(task)
      return vi.fn<() => void>()
    },
    random: () => 1,
    onEvent: ({ offset }: RealtimeEvent) => events.push(offset),
    onGap: () => gaps++,
    onState: (state) => states.push(state),
  })
  connection.start()
})

const wire = (): Wire => wires.at(-1) as Wire

test('what was loaded before the first greeting is loaded again, once', () => {
  wire().tell({ hello: { epoch: 'a', offset: 7 } })
  expect(gaps).toBe(1)
  expect(wire().sent).toEqual([{ resume: { epoch: 'a', offset: 7 } }])
})

test('hands on each event once, in order', () => {
  wire().tell({ hello: { epoch: 'a', offset: 0 } })
  wire().tell(event(1))
  wire().tell(event(2))
  wire().tell(event(2))
  expect(events).toEqual([1, 2])
})

test('resumes after a cut from the last event it saw', () => {
  wire().tell({ hello: { epoch: 'a', offset: 0 } })
  wire().tell(event(1))
  wire().cut()
  pending[0]?.()
  wire().tell({ hello: { epoch: 'a', offset: 3 } })
  expect(wire().sent).toEqual([{ resume: { epoch: 'a', offset: 1 } }])
  wire().tell({ recovered: true })
  wire().tell(event(2))
  wire().tell(event(3))
  expect(events).toEqual([1, 2, 3])
  expect(gaps).toBe(1)
})

test('loads everything again when the server cannot replay, and goes on from its greeting', () => {
  wire().tell({ hello: { epoch: 'a', offset: 5 } })
  wire().cut()
  pending[0]?.()
  wire().tell({ hello: { epoch: 'b', offset: 2 } })
  wire().tell({ recovered: false })
  expect(gaps).toBe(2)
  wire().tell(event(3))
  expect(events).toEqual([3])
})

test('an offset that jumps means that something was lost', () => {
  wire().tell({ hello: { epoch: 'a', offset: 0 } })
  wire().tell(event(3))
  expect(events).toEqual([])
  expect(gaps).toBe(2)
})

test('waits longer after each failure and starts over after a greeting', () => {
  wire().cut()
  pending[0]?.()
  wire().cut()
  pending[1]?.()
  wire().cut()
  expect(delays).toEqual([500, 1000, 2000])
  pending[2]?.()
  wire().tell({ hello: { epoch: 'a', offset: 0 } })
  wire().cut()
  expect(delays.at(-1)).toBe(500)
})

test('does not come back when the session is over', () => {
  wire().cut(4401)
  expect(pending).toEqual([])
  expect(states.at(-1)).toBe('offline')
})

test('a stopped connection forgets where it was', () => {
  wire().tell({ hello: { epoch: 'a', offset: 9 } })
  connection.stop()
  connection.start()
  wire().tell({ hello: { epoch: 'a', offset: 12 } })
  expect(wire().sent).toEqual([{ resume: { epoch: 'a', offset: 12 } }])
})
