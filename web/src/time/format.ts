// Instants as people say them. Everything takes the zone and the present moment, so tests can choose both.
import { locale } from './locale'

const MINUTE_MS = 60_000

/** The words a day is called by when it is near. */
export interface NearDays {
  yesterday: string
  today: string
  tomorrow: string
}

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const { language, hourCycle } = locale()
  const key = JSON.stringify([language, hourCycle, timeZone, options])
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(language, { ...options, timeZone, ...(options.hour ? { hourCycle } : {}) })
  formatters.set(key, made)
  return made
}

/** The clock in `zone`, as 16:00 or 4:00 PM. */
export function clock(instant: string | Date, zone: string): string {
  return formatter(zone, { hour: '2-digit', minute: '2-digit' }).format(new Date(instant))
}

/** The calendar day in `zone` as `2026-11-22`: equal strings are the same day. */
export function dayKey(instant: string | Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
  return parts.format(new Date(instant))
}

/** Days from the day of `now` to the day of `instant`, both in `zone`; negative when past. */
export function daysAhead(instant: string | Date, now: Date, zone: string): number {
  return dayNumber(dayKey(instant, zone)) - dayNumber(dayKey(now, zone))
}

function dayNumber(key: string): number {
  return Date.parse(`${key}T00:00:00Z`) / (24 * 60 * MINUTE_MS)
}

/** The day in words: today, tomorrow, then Thursday, then Thu 3 Dec, with the year when it is another one. */
export function day(instant: string | Date, now: Date, zone: string, words: NearDays): string {
  const ahead = daysAhead(instant, now, zone)
  if (ahead === 0) return words.today
  if (ahead === 1) return words.tomorrow
  if (ahead === -1) return words.yesterday
  if (ahead > 1 && ahead < 7) return formatter(zone, { weekday: 'long' }).format(new Date(instant))
  const isOtherYear = dayKey(instant, zone).slice(0, 4) !== dayKey(now, zone).slice(0, 4)
  return formatter(zone, { weekday: 'short', day: 'numeric', month: 'short', ...(isOtherYear ? { year: 'numeric' } : {}) }).format(new Date(instant))
}

/** Short enough for a button: Thu 17:00 within a week, else 3 Dec 17:00. */
export function shortSlot(instant: string | Date, now: Date, zone: string): string {
  const ahead = daysAhead(instant, now, zone)
  const isThisWeek = ahead >= 0 && ahead < 7
  const date = formatter(zone, isThisWeek ? { weekday: 'short' } : { day: 'numeric', month: 'short' }).format(new Date(instant))
  return `${date} ${clock(instant, zone)}`
}

/** Minutes the clock of `zone` is ahead of UTC at that instant. */
export function offsetMinutes(instant: string | Date, zone: string): number {
  const at = new Date(instant)
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  }).formatToParts(at)
  const part = (type: string): number => Number(parts.find((candidate) => candidate.type === type)?.value)
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return Math.round((wall - Math.floor(at.getTime() / 1000) * 1000) / MINUTE_MS)
}

/** Minutes by which `theirs` is ahead of `mine`; 0 when both clocks show the same. */
export function minutesAhead(instant: string | Date, mine: string, theirs: string): number {
  return offsetMinutes(instant, theirs) - offsetMinutes(instant, mine)
}

/** The end of something that starts then and lasts so many minutes. */
export function endOf(start: string | Date, durationMinutes: number): Date {
  return new Date(new Date(start).getTime() + durationMinutes * MINUTE_MS)
}

/** The hour, 0 to 23, on the clock of `zone`. */
export function hourOf(instant: string | Date, zone: string): number {
  const minutes = Math.floor(new Date(instant).getTime() / MINUTE_MS) + offsetMinutes(instant, zone)
  return Math.floor((((minutes % 1440) + 1440) % 1440) / 60)
}
