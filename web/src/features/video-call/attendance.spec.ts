import { expect, test } from 'vitest'
import type { Attendance } from '@/api/types'
import { hostFirst, toldOf } from './attendance'

function entry(name: string, change: Partial<Attendance> = {}): Attendance {
  return {
    id: name,
    person: { id: name, name } as Attendance['person'],
    role: 'participant',
    response: 'accepted',
    is_present: false,
    joined_at: '2027-01-11T09:00:00Z',
    left_at: '2027-01-11T09:30:00Z',
    minutes_present: 30,
    stays: [],
    ...change,
  }
}

test('the host stands on top, then who came, in their order, then who did not', () => {
  const list = [
    entry('Zoe', { joined_at: null }),
    entry('Cem', { joined_at: '2027-01-11T09:05:00Z' }),
    entry('Ben'),
    entry('Ada', { role: 'host', joined_at: '2027-01-11T09:10:00Z' }),
  ]
  expect(hostFirst(list).map((each) => each.person.name)).toEqual(['Ada', 'Ben', 'Cem', 'Zoe'])
})

test('each is told how long they were there, or why they were not', () => {
  expect(toldOf(entry('a'), true)).toBe('stay')
  expect(toldOf(entry('a', { minutes_present: 0 }), true)).toBe('brief')
  expect(toldOf(entry('a', { is_present: true }), true)).toBe('here')
  expect(toldOf(entry('a', { joined_at: null }), true)).toBe('absent')
  expect(toldOf(entry('a', { joined_at: null, response: 'declined' }), true)).toBe('declined')
  expect(toldOf(entry('a', { joined_at: null }), false)).toBe('invited')
})
