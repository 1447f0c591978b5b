import { expect, test } from 'vitest'
import type { Room } from '@/api/types'
import { t as words } from '@/i18n'
import { hasNews, roomWords } from './roomWords'

const t = words as Parameters<typeof roomWords>[3]
const times = { dateInSentence: (date: string) => `<${date}>`, whenInSentence: (instant: string) => `<${instant}>` }
const wait = { joined_at: '2027-01-11T09:00:00Z', ends_at: '2027-07-10T09:00:00Z', offered_until: null }
const say = (room: Partial<Room>) => roomWords('Amara', { is_full: true, next_opening: '2027-01-15', wait: null, ...room }, times, t)

test('somebody full has a day on which there is room, or none that is known', () => {
  expect(say({})).toEqual(['No room for another chat at the moment.', 'Next opening: about <2027-01-15>.', 'You can wait for a place. Only you see that.'])
  expect(say({ next_opening: null })[1]).toBe('When the next place opens is not known yet.')
})

test('whoever waits reads that they do, and learns of a place', () => {
  expect(say({ wait })[2]).toBe('You are on the wait list, and we tell you when there is a place.')
  const offered = { ...wait, offered_until: '2027-01-13T09:00:00Z' }
  expect(say({ is_full: false, wait: offered })).toEqual(['There is a place: you are told first. Ask Amara until <2027-01-13T09:00:00Z>.'])
  expect(say({ is_full: false, wait })).toEqual(['Amara has room now.'])
})

test('of somebody with room there is nothing to say', () => {
  const room = { is_full: false, next_opening: null, wait: null }
  expect(hasNews(room)).toBe(false)
  expect(hasNews({ ...room, is_full: true })).toBe(true)
  expect(hasNews({ ...room, wait })).toBe(true)
})
