import { CalendarDate } from '@internationalized/date'
import { beforeAll, describe, expect, test } from 'vitest'
import { clock } from '@/time/format'
import { setLocale } from '@/time/locale'
import { instantOf, suggested, week, type StripOptions } from './slotStrip'

const MONDAY: StripOptions = {
  now: new Date('2027-03-08T05:00:00Z'),
  myZone: 'Europe/Berlin',
  theirZone: null,
  noticeHours: 2,
  offsetDays: 0,
}
beforeAll(() => setLocale({ language: 'en-GB', hourCycle: 'h23' }))

const all = (options: StripOptions): string[] => week(options).flatMap((day) => day.slots.map((slot) => slot.instant))

describe('a week of days', () => {
  test('has seven days, the first of them today in my zone', () => {
    const days = week({ ...MONDAY, now: new Date('2027-03-08T23:30:00Z') })
    expect(days.map(({ date }) => date.toString())).toEqual([
      '2027-03-09', '2027-03-10', '2027-03-11', '2027-03-12', '2027-03-13', '2027-03-14', '2027-03-15',
    ])
  })

  test('goes on where the week before ended', () => {
    expect(week({ ...MONDAY, offsetDays: 7 })[0]?.date.toString()).toBe('2027-03-15')
  })

  test('never offers the past or too short a notice', () => {
    const afternoon = { ...MONDAY, now: new Date('2027-03-08T13:00:00Z') }
    expect(all(afternoon).every((slot) => Date.parse(slot) > Date.parse('2027-03-08T15:00:00Z'))).toBe(true)
  })

  test('only offers hours at which both are awake', () => {
    const slots = all({ ...MONDAY, theirZone: 'America/New_York' })
    expect(slots.length).toBeGreaterThan(0)
    for (const slot of slots) {
      expect(clock(slot, 'America/New_York') >= '08:00').toBe(true)
      expect(clock(slot, 'Europe/Berlin') <= '21:00').toBe(true)
    }
  })

  test('keeps the wall clock when the clocks change within the week', () => {
    const days = week({ ...MONDAY, now: new Date('2027-03-26T05:00:00Z') })
    const first = days.map(({ slots }) => slots[0] && clock(slots[0].instant, 'Europe/Berlin'))
    expect(new Set(first.slice(1))).toEqual(new Set(['09:30']))
  })

  test('is short enough for a phone', () => {
    expect(week(MONDAY).every((day) => day.slots.length <= 3)).toBe(true)
  })
})

describe('three to begin with', () => {
  test('stand on three different working days', () => {
    const picked = suggested(week({ ...MONDAY, now: new Date('2027-03-11T05:00:00Z') }))
    expect(picked).toHaveLength(3)
    expect(picked.map((time) => new Date(time).getUTCDay())).toEqual([4, 5, 1])
  })

  test('do not all stand at the same hour', () => {
    const picked = suggested(week(MONDAY))
    expect(new Set(picked.map((time) => clock(time, 'Europe/Berlin'))).size).toBeGreaterThan(1)
  })

  test('are none when waking hours never meet', () => {
    expect(suggested([])).toEqual([])
  })
})

test('an hour that the clocks skip does not exist', () => {
  expect(instantOf(new CalendarDate(2027, 3, 14), 2, 30, 'America/New_York')).toBeNull()
  expect(instantOf(new CalendarDate(2027, 3, 14), 3, 30, 'America/New_York')).toBe('2027-03-14T07:30:00Z')
})

test('an hour that comes twice is the first of the two', () => {
  expect(instantOf(new CalendarDate(2027, 11, 7), 1, 30, 'America/New_York')).toBe('2027-11-07T05:30:00Z')
})
