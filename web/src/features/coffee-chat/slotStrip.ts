// Which times to offer for a coffee chat: a week of days, hours that are good for both, three picked to start from.
import { CalendarDate, CalendarDateTime, fromDate, toCalendarDate, toZoned } from '@internationalized/date'
import { offsetMinutes } from '@/time/format'

export interface Slot {
  /** RFC 3339, UTC. */
  instant: string
  /** Nobody would call this hour odd: within 9 to 18 on both clocks. */
  isComfortable: boolean
}
export interface StripDay {
  date: CalendarDate
  slots: Slot[]
}
export interface StripOptions {
  now: Date
  myZone: string
  /** Unknown while the other person has not agreed to show it. */
  theirZone: string | null
  /** How long before it a time must be proposed. */
  noticeHours: number
  /** First day shown, counted in days from today. */
  offsetDays: number
}

const WEEK = 7
/** Wall-clock starts that people propose, spread over the parts of a day. */
const STARTS: readonly [hour: number, minute: number][] = [
  [8, 0], [9, 30], [11, 0], [12, 30], [14, 0], [16, 0], [17, 30], [19, 0], [20, 30],
]
const WAKING = { from: 8 * 60, to: 21 * 60 }
const OFFICE = { from: 9 * 60, to: 18 * 60 }
const MOST_A_DAY = 3
const HOUR_MS = 3_600_000

/** Seven days from today on, each with the hours at which both are awake and not in the past. */
export function week(options: StripOptions): StripDay[] {
  const today = toCalendarDate(fromDate(options.now, options.myZone))
  return Array.from({ length: WEEK }, (_, index) => {
    const date = today.add({ days: options.offsetDays + index })
    return { date, slots: fewest(slotsOf(date, options)) }
  })
}

/** Up to three times to begin with: on different days, and not all at the same part of the day. */
export function suggested(days: readonly StripDay[], count = 3): string[] {
  const withSlots = days.filter((day) => day.slots.length > 0)
  const picked: string[] = []
  withSlots.forEach((day, index) => {
    if (picked.length >= count || !isWorkday(day.date, withSlots.length > count)) return
    const good = day.slots.filter((slot) => slot.isComfortable)
    const pool = good.length > 0 ? good : day.slots
    const slot = pool[index % pool.length]
    if (slot) picked.push(slot.instant)
  })
  return picked
}

/** The instant of a wall-clock time in a zone; null when that clock skips it (the hour lost in spring). */
export function instantOf(date: CalendarDate, hour: number, minute: number, zone: string): string | null {
  const wall = new CalendarDateTime(date.year, date.month, date.day, hour, minute)
  const zoned = toZoned(wall, zone, 'earlier')
  return zoned.hour === hour && zoned.minute === minute ? zoned.toDate().toISOString().replace('.000Z', 'Z') : null
}

function slotsOf(date: CalendarDate, options: StripOptions): Slot[] {
  const earliest = options.now.getTime() + options.noticeHours * HOUR_MS
  return STARTS.map(([hour, minute]) => instantOf(date, hour, minute, options.myZone))
    .filter((instant) => instant !== null)
    .filter((instant) => Date.parse(instant) > earliest && isWithin(WAKING, instant, options.theirZone))
    .map((instant) => ({
      instant,
      isComfortable: isWithin(OFFICE, instant, options.myZone) && isWithin(OFFICE, instant, options.theirZone),
    }))
}

/** Keeps a column short: of the comfortable hours, or else of all, those that lie furthest apart. */
function fewest(slots: Slot[]): Slot[] {
  const comfortable = slots.filter((slot) => slot.isComfortable)
  const pool = comfortable.length >= MOST_A_DAY ? comfortable : slots
  if (pool.length <= MOST_A_DAY) return pool
  const step = (pool.length - 1) / (MOST_A_DAY - 1)
  return Array.from({ length: MOST_A_DAY }, (_, index) => pool[Math.round(index * step)]).filter((slot) => slot !== undefined)
}

function isWithin(hours: { from: number; to: number }, instant: string, zone: string | null): boolean {
  if (!zone) return true
  const utc = new Date(instant)
  const local = (utc.getUTCHours() * 60 + utc.getUTCMinutes() + offsetMinutes(utc, zone) + 2 * 24 * 60) % (24 * 60)
  return local >= hours.from && local <= hours.to
}

/** Weekends are left to those who pick them, unless there is little else. */
function isWorkday(date: CalendarDate, hasChoice: boolean): boolean {
  const weekday = date.toDate('UTC').getUTCDay()
  return !hasChoice || (weekday !== 0 && weekday !== 6)
}
