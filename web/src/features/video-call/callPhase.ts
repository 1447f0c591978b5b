/** The life of one visit to a call, as a state machine without Vue, network or clock. */
import type { EndReason } from './endReason'

/** Instants are milliseconds since the epoch, handed in with the event. */
export type CallPhase =
  | { name: 'loading' }
  | { name: 'pre-join' }
  | { name: 'joining' }
  | { name: 'lobby'; since: number }
  | { name: 'connected'; since: number }
  | { name: 'reconnecting'; since: number; lostAt: number }
  | { name: 'ended'; reason: EndReason; since: number | null; endedAt: number }

export type CallEvent =
  | { type: 'loaded' }
  | { type: 'join' }
  | { type: 'wait'; at: number }
  | { type: 'admitted' }
  | { type: 'connected'; at: number }
  | { type: 'lost'; at: number }
  | { type: 'restored' }
  | { type: 'ended'; reason: EndReason; at: number }
  | { type: 'again' }

/** The phase after an event. An event that does not belong to the phase changes nothing. */
export function nextPhase(phase: CallPhase, event: CallEvent): CallPhase {
  switch (event.type) {
    case 'loaded':
      return phase.name === 'loading' ? { name: 'pre-join' } : phase
    case 'join':
      return phase.name === 'pre-join' ? { name: 'joining' } : phase
    case 'wait':
      return phase.name === 'joining' || isInRoom(phase) ? { name: 'lobby', since: event.at } : phase
    case 'admitted':
      return phase.name === 'lobby' ? { name: 'joining' } : phase
    case 'connected':
      return phase.name === 'joining' ? { name: 'connected', since: event.at } : phase
    case 'lost':
      return phase.name === 'connected' ? { name: 'reconnecting', since: phase.since, lostAt: event.at } : phase
    case 'restored':
      return phase.name === 'reconnecting' ? { name: 'connected', since: phase.since } : phase
    case 'ended':
      return phase.name === 'ended' ? phase : endedFrom(phase, event)
    case 'again':
      return phase.name === 'ended' ? { name: 'loading' } : phase
  }
}

function endedFrom(phase: CallPhase, event: { reason: EndReason; at: number }): CallPhase {
  const since = phase.name === 'connected' || phase.name === 'reconnecting' ? phase.since : null
  return { name: 'ended', reason: event.reason, since, endedAt: event.at }
}

/** Whether the room (tiles, controls, panels) is on screen. */
export function isInRoom(phase: CallPhase): boolean {
  return phase.name === 'connected' || phase.name === 'reconnecting'
}

/** Whole seconds since the connection was lost; 0 while it holds. */
export function secondsAway(phase: CallPhase, now: number): number {
  return phase.name === 'reconnecting' ? wholeSeconds(now - phase.lostAt) : 0
}

/** Whole seconds this visit has lasted; 0 before it began. */
export function secondsInCall(phase: CallPhase, now: number): number {
  if (phase.name === 'connected' || phase.name === 'reconnecting') return wholeSeconds(now - phase.since)
  return phase.name === 'ended' && phase.since !== null ? wholeSeconds(phase.endedAt - phase.since) : 0
}

function wholeSeconds(milliseconds: number): number {
  return Math.max(0, Math.floor(milliseconds / 1000))
}

/** `34:12`, or `1:04:09` from an hour on. */
export function clockText(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)]
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${twoDigits(seconds % 60)}` : `${twoDigits(minutes)}:${twoDigits(seconds % 60)}`
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
