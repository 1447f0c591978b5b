import { beforeAll, describe, expect, test } from 'vitest'
import { clock, day, daysAhead, endOf, hourOf, minutesAhead, offsetMinutes, shortSlot } from './format'
import { setLocale } from './locale'

const WORDS = { yesterday: 'Yesterday', today: 'Today', tomorrow: 'Tomorrow' }
const NOW = new Date('2027-03-10T20:30:00Z')

beforeAll(() => setLocale({ language: 'en-GB', hourCycle: 'h23' }))

describe('the clock of a zone', () => {
  test.each([
    ['2027-03-08T14:00:00Z', 'America/New_York', '09:00'],
    ['2027-03-15T13:00:00Z', 'America/New_York', '09:00'],
    ['2027-03-29T07:00:00Z', 'Europe/Berlin', '09:00'],
    ['2027-01-01T03:15:00Z', 'Asia/Kathmandu', '09:00'],
    ['2027-02-10T09:00:00Z', 'Africa/Casablanca', '09:00'],
    ['2027-01-01T00:00:00Z', 'UTC', '00:00'],
  ])('%s in %s is %s', (instant, zone, text) => {
    expect(clock(instant, zone)).toBe(text)
  })

  test('the fold of autumn shows the same clock twice', () => {
    expect(clock('2027-11-07T05:30:00Z', 'America/New_York')).toBe('01:30')
    expect(clock('2027-11-07T06:30:00Z', 'America/New_York')).toBe('01:30')
  })
})

describe('the day in words', () => {
  test.each([
    ['2027-03-10T22:00:00Z', 'Europe/Berlin', 'Today'],
    ['2027-03-10T23:30:00Z', 'Europe/Berlin', 'Tomorrow'],
    ['2027-03-10T23:30:00Z', 'America/New_York', 'Today'],
    ['2027-03-09T12:00:00Z', 'Europe/Berlin', 'Yesterday'],
    ['2027-03-13T12:00:00Z', 'Europe/Berlin', 'Saturday'],
    ['2027-03-17T12:00:00Z', 'Europe/Berlin', 'Wed 17 Mar'],
    ['2028-01-03T12:00:00Z', 'Europe/Berlin', 'Mon 3 Jan 2028'],
  ])('%s in %s is %s', (instant, zone, text) => {
    expect(day(instant, NOW, zone, WORDS).replace(',', '')).toBe(text)
  })

  test('counts a day of 23 hours as one day', () => {
    expect(daysAhead('2027-03-15T03:59:00Z', new Date('2027-03-14T05:00:00Z'), 'America/New_York')).toBe(0)
    expect(daysAhead('2027-03-15T04:00:00Z', new Date('2027-03-14T05:00:00Z'), 'America/New_York')).toBe(1)
  })
})

test('a slot names the weekday within a week and the date after it', () => {
  expect(shortSlot('2027-03-12T16:00:00Z', NOW, 'Europe/Berlin')).toBe('Fri 17:00')
  expect(shortSlot('2027-03-19T16:00:00Z', NOW, 'Europe/Berlin')).toBe('19 Mar 17:00')
})

describe('offsets', () => {
  test.each([
    ['2027-04-03T14:45:00Z', 'Australia/Lord_Howe', 660],
    ['2027-04-03T15:15:00Z', 'Australia/Lord_Howe', 630],
    ['2027-01-01T00:00:00Z', 'Asia/Kathmandu', 345],
    ['2027-01-01T00:00:00.750Z', 'America/St_Johns', -210],
  ])('%s in %s is %i minutes', (instant, zone, minutes) => {
    expect(offsetMinutes(instant, zone)).toBe(minutes)
  })

  test('between New York and Berlin it is five hours for three weeks of the year, else six', () => {
    expect(minutesAhead('2027-03-08T12:00:00Z', 'America/New_York', 'Europe/Berlin')).toBe(360)
    expect(minutesAhead('2027-03-15T12:00:00Z', 'America/New_York', 'Europe/Berlin')).toBe(300)
  })
})

test('the hour on a clock', () => {
  expect(hourOf('2027-01-01T03:15:00Z', 'Asia/Kathmandu')).toBe(9)
  expect(hourOf('2027-01-01T03:15:00Z', 'America/Los_Angeles')).toBe(19)
})

test('the end of a meeting', () => {
  expect(endOf('2027-01-01T23:45:00Z', 30).toISOString()).toBe('2027-01-02T00:15:00.000Z')
})
