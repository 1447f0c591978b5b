/** Who was in a call, in the order and the words of its page. Pure. */
import type { Attendance } from '@/api/types'

const RANK = { host: 0, moderator: 1, participant: 2 } as const

const came = (entry: Attendance) => (entry.joined_at ? Date.parse(entry.joined_at) : Number.POSITIVE_INFINITY)
const wasAway = (entry: Attendance) => Number(!entry.joined_at)

/** Those who were there first, the host on top, then as they came; then those who were not. */
export function hostFirst(list: Attendance[]): Attendance[] {
  return [...list].sort(
    (a, b) => wasAway(a) - wasAway(b) || RANK[a.role] - RANK[b.role] || (came(a) - came(b) || 0) || a.person.name.localeCompare(b.person.name),
  )
}

export type Told = 'stay' | 'brief' | 'here' | 'declined' | 'absent' | 'invited'

/** What is to be said of somebody: how long they were there, or why they were not. */
export function toldOf(entry: Pick<Attendance, 'joined_at' | 'is_present' | 'minutes_present' | 'response'>, hasBegun: boolean): Told {
  if (entry.is_present) return 'here'
  if (entry.joined_at) return entry.minutes_present > 0 ? 'stay' : 'brief'
  if (entry.response === 'declined') return 'declined'
  return hasBegun ? 'absent' : 'invited'
}
