import { describe, expect, it } from 'vitest'
import { clockText, isInRoom, nextPhase, secondsAway, secondsInCall, type CallEvent, type CallPhase } from './callPhase'

const at = 1_000_000

function after(...events: CallEvent[]): CallPhase {
  return events.reduce<CallPhase>(nextPhase, { name: 'loading' })
}

const joined: CallEvent[] = [{ type: 'loaded' }, { type: 'join' }, { type: 'connected', at }]

describe('nextPhase', () => {
  it('goes from the pre-join page into the room', () => {
    expect(after(...joined)).toEqual({ name: 'connected', since: at })
  })

  it('waits in the lobby and enters when admitted', () => {
    const waiting = after({ type: 'loaded' }, { type: 'join' }, { type: 'wait', at })
    expect(waiting).toEqual({ name: 'lobby', since: at })
    expect(nextPhase(waiting, { type: 'admitted' })).toEqual({ name: 'joining' })
  })

  it('waits in the lobby again when sent back there', () => {
    expect(after(...joined, { type: 'wait', at })).toEqual({ name: 'lobby', since: at })
    expect(after(...joined, { type: 'lost', at }, { type: 'wait', at })).toEqual({ name: 'lobby', since: at })
  })

  it('keeps the start of the visit across a lost connection', () => {
    const lost = after(...joined, { type: 'lost', at: at + 60_000 })
    expect(lost).toEqual({ name: 'reconnecting', since: at, lostAt: at + 60_000 })
    expect(nextPhase(lost, { type: 'restored' })).toEqual({ name: 'connected', since: at })
  })

  it('does not start the counter again when the loss is told twice', () => {
    const lost = after(...joined, { type: 'lost', at: at + 1000 }, { type: 'lost', at: at + 9000 })
    expect(secondsAway(lost, at + 6000)).toBe(5)
  })

  it('keeps the first reason it was given', () => {
    const removed = after(...joined, { type: 'ended', reason: 'removed', at }, { type: 'ended', reason: 'left', at })
    expect(removed).toMatchObject({ name: 'ended', reason: 'removed' })
  })

  it('does not let a late connection reopen a visit the person has left', () => {
    const left = after({ type: 'loaded' }, { type: 'join' }, { type: 'ended', reason: 'left', at }, { type: 'connected', at })
    expect(left).toMatchObject({ name: 'ended', since: null })
  })

  it('starts over from the end page', () => {
    expect(after(...joined, { type: 'ended', reason: 'connection-lost', at }, { type: 'again' })).toEqual({ name: 'loading' })
  })
})

describe('what the screen reads from a phase', () => {
  it('keeps the room on screen while reconnecting', () => {
    expect(isInRoom(after(...joined, { type: 'lost', at }))).toBe(true)
    expect(isInRoom(after({ type: 'loaded' }))).toBe(false)
  })

  it('counts the visit, and stops counting when it ends', () => {
    const ended = after(...joined, { type: 'ended', reason: 'left', at: at + 34 * 60_000 })
    expect(secondsInCall(ended, at + 99 * 60_000)).toBe(34 * 60)
    expect(secondsInCall(after(...joined), at + 5900)).toBe(5)
    expect(secondsInCall(after(...joined), at - 5900)).toBe(0)
  })

  it('writes the clock as people read it', () => {
    expect([0, 59, 2052, 3849].map(clockText)).toEqual(['00:00', '00:59', '34:12', '1:04:09'])
  })
})
