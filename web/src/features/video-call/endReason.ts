/** Why a visit to a call did not start or came to its end, and what the person can do next. */

/** The names of livekit's `DisconnectReason`, spelled out so that this table does not load the library. */
export const DISCONNECT_REASONS = [
  'UNKNOWN_REASON',
  'CLIENT_INITIATED',
  'DUPLICATE_IDENTITY',
  'SERVER_SHUTDOWN',
  'PARTICIPANT_REMOVED',
  'ROOM_DELETED',
  'STATE_MISMATCH',
  'JOIN_FAILURE',
  'MIGRATION',
  'SIGNAL_CLOSE',
  'ROOM_CLOSED',
  'USER_UNAVAILABLE',
  'USER_REJECTED',
  'SIP_TRUNK_FAILURE',
  'CONNECTION_TIMEOUT',
  'MEDIA_FAILURE',
  'AGENT_ERROR',
] as const

export type DisconnectName = (typeof DISCONNECT_REASONS)[number]

/** Each has a title, a sentence and a next step; the words stand in the catalogue under `call.end`. */
export type EndReason =
  | 'left'
  | 'call-ended'
  | 'moved'
  | 'removed'
  | 'server-restarting'
  | 'connection-lost'
  | 'media-blocked'
  | 'could-not-join'
  | 'too-early'
  | 'cancelled'
  | 'full'
  | 'locked'
  | 'not-admitted'
  | 'not-found'
  | 'signed-out'
  | 'too-many-tries'
  | 'unavailable'
  | 'offline'
  | 'refused'

/** What the one main button of the end page does. */
export type NextStep = 'rejoin' | 'move-here' | 'ask-host' | 'check-network' | 'calls' | 'sign-in' | 'after-call'

const STEPS: Record<EndReason, NextStep> = {
  left: 'after-call',
  'call-ended': 'after-call',
  moved: 'move-here',
  removed: 'ask-host',
  'server-restarting': 'rejoin',
  'connection-lost': 'rejoin',
  'media-blocked': 'check-network',
  'could-not-join': 'rejoin',
  'too-early': 'rejoin',
  cancelled: 'calls',
  full: 'ask-host',
  locked: 'ask-host',
  'not-admitted': 'ask-host',
  'not-found': 'calls',
  'signed-out': 'sign-in',
  'too-many-tries': 'rejoin',
  unavailable: 'rejoin',
  offline: 'check-network',
  refused: 'calls',
}

export const END_REASONS = Object.keys(STEPS) as EndReason[]

/** The next step that helps after `reason`. */
export function nextStep(reason: EndReason): NextStep {
  return STEPS[reason]
}

const BY_DISCONNECT: Record<DisconnectName, EndReason> = {
  UNKNOWN_REASON: 'connection-lost',
  CLIENT_INITIATED: 'left',
  DUPLICATE_IDENTITY: 'moved',
  SERVER_SHUTDOWN: 'server-restarting',
  PARTICIPANT_REMOVED: 'removed',
  ROOM_DELETED: 'call-ended',
  STATE_MISMATCH: 'connection-lost',
  JOIN_FAILURE: 'could-not-join',
  MIGRATION: 'server-restarting',
  SIGNAL_CLOSE: 'connection-lost',
  ROOM_CLOSED: 'call-ended',
  USER_UNAVAILABLE: 'could-not-join',
  USER_REJECTED: 'not-admitted',
  SIP_TRUNK_FAILURE: 'could-not-join',
  CONNECTION_TIMEOUT: 'connection-lost',
  MEDIA_FAILURE: 'media-blocked',
  AGENT_ERROR: 'connection-lost',
}

/** The reason behind a disconnect of the media engine. A name it does not know counts as a lost connection. */
export function reasonOfDisconnect(name: string | undefined): EndReason {
  return BY_DISCONNECT[name as DisconnectName] ?? 'connection-lost'
}

/** What the table needs of a problem document: its HTTP status, its type slug and the conflict's `reason`. */
export interface RefusedJoin {
  status: number
  /** Last part of `/problems/<slug>`. */
  slug?: string
  /** The `reason` of a 409. */
  reason?: string
}

const BY_SLUG: Record<string, EndReason> = {
  too_early: 'too-early',
  full: 'full',
  call_full: 'full',
  ended: 'call-ended',
  call_ended: 'call-ended',
  not_active: 'too-early',
  removed_from_call: 'removed',
  cancelled: 'cancelled',
  call_cancelled: 'cancelled',
  locked: 'locked',
  call_locked: 'locked',
  removed: 'removed',
  not_admitted: 'not-admitted',
}

const BY_STATUS: Record<number, EndReason> = {
  0: 'offline',
  401: 'signed-out',
  403: 'removed',
  404: 'not-found',
  409: 'refused',
  429: 'too-many-tries',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
}

/** The reason behind a refused join: the named situation first, then the status. Status 0 is no answer at all. */
export function reasonOfProblem({ status, slug, reason }: RefusedJoin): EndReason {
  const named = [reason, slug].map((name) => BY_SLUG[(name ?? '').replaceAll('-', '_')]).find(Boolean)
  return named ?? BY_STATUS[status] ?? (status >= 500 ? 'unavailable' : 'could-not-join')
}

/** Whether the after page (how long, with whom, rate it) belongs to this end. */
export function wasInCall(reason: EndReason, secondsInCall: number): boolean {
  return secondsInCall > 0 && nextStep(reason) === 'after-call'
}
