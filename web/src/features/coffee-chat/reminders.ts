// What to say about a request's time to answer.
type Translate = (key: string, values?: Record<string, unknown>, plural?: number) => string

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** "7 days", "5 hours" or "less than an hour" until `expiresAt`; null once it has passed. */
export function timeLeft(expiresAt: string, now: Date, t: Translate): string | null {
  const leftMs = Date.parse(expiresAt) - now.getTime()
  if (leftMs <= 0) return null
  if (leftMs < HOUR_MS) return t('time.underAnHour')
  const [unit, count] = leftMs >= DAY_MS ? (['days', Math.round(leftMs / DAY_MS)] as const) : (['hours', Math.floor(leftMs / HOUR_MS)] as const)
  return t(`time.${unit}`, { n: count }, count)
}

/** What the sender of a request reads: how long it stays open and what happens then. */
export function expiryText(request: { expires_at: string | null; awaiting: string }, name: string, now: Date, t: Translate): string {
  const left = request.expires_at && timeLeft(request.expires_at, now, t)
  if (!left) return ''
  return request.awaiting === 'me' ? t('chats.expiry.mine', { left }) : t('chats.expiry.theirs', { left, name })
}

/** When a request sent now would expire: after a week, or with its last proposed time if that is sooner. */
export function expiryOf(times: readonly string[], now: Date): Date {
  const last = Math.max(...times.map((time) => Date.parse(time)))
  return new Date(Math.min(now.getTime() + 7 * DAY_MS, last))
}
