// How long until something, in the unit that matters then.

export type Countdown = { unit: 'days' | 'hours'; count: number } | { unit: 'clock'; text: string } | { unit: 'now' }

const SECOND_MS = 1000
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** What to show `leftMs` before the start: whole days, whole hours, then a running mm:ss within two hours. */
export function countdown(leftMs: number): Countdown {
  if (leftMs <= 0) return { unit: 'now' }
  if (leftMs >= 2 * DAY_MS) return { unit: 'days', count: Math.floor(leftMs / DAY_MS) }
  if (leftMs >= 2 * HOUR_MS) return { unit: 'hours', count: Math.floor(leftMs / HOUR_MS) }
  const seconds = Math.ceil(leftMs / SECOND_MS)
  const hours = Math.floor(seconds / 3600)
  const clock = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return { unit: 'clock', text: hours > 0 ? `${hours}:${clock}` : clock }
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
