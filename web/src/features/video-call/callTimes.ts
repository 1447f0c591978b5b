/** When a call can be entered, and when a list puts it forward. Pure. */
import type { VideoCallView } from '@/api/types'

type Timed = Pick<VideoCallView, 'status' | 'scheduled_at'>

const MINUTE_MS = 60_000
/** The door opens this long before the start; the server keeps the rule. */
const OPENS_BEFORE_MS = 15 * MINUTE_MS
/** The button turns solid this long before the start. */
const SOLID_BEFORE_MS = 10 * MINUTE_MS

/** Whether the door is open at `now` (milliseconds since the epoch). */
export function canEnter(call: Timed, now: number): boolean {
  return call.status === 'active' || (call.status === 'scheduled' && startsWithin(call, now, OPENS_BEFORE_MS))
}

/** Whether joining is the thing to do now. */
export function isDue(call: Timed, now: number): boolean {
  return call.status === 'active' || (call.status === 'scheduled' && startsWithin(call, now, SOLID_BEFORE_MS))
}

function startsWithin(call: Timed, now: number, milliseconds: number): boolean {
  return Boolean(call.scheduled_at) && Date.parse(call.scheduled_at ?? '') - now <= milliseconds
}

/** Whole minutes a call took from its start to its end, at least one; null when it never started. */
export function minutesHeld(call: Pick<VideoCallView, 'started_at' | 'ended_at'>): number | null {
  if (!call.started_at || !call.ended_at) return null
  return Math.max(1, Math.floor((Date.parse(call.ended_at) - Date.parse(call.started_at)) / MINUTE_MS))
}
