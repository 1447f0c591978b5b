import { expect, test } from 'vitest'
import { greeting } from './greeting'
import { profileStep } from './profileStep'

test.each([
  [4, 'morning'],
  [11, 'morning'],
  [12, 'afternoon'],
  [17, 'afternoon'],
  [18, 'evening'],
  [3, 'evening'],
])('greets at %i with %s', (hour, word) => {
  expect(greeting(hour)).toBe(word)
})

const COMPLETE = {
  industry: { code: 'energy', label: 'Energy' },
  place: { id: '1', label: 'Berlin', country: 'DE' },
  place_precision: 'area' as const,
  interests: ['chess'],
  seeks: ['advice'],
}

test('asks for one thing at a time, the weightiest first', () => {
  expect(profileStep({ ...COMPLETE, industry: null, place: null, interests: [] })).toBe('industry')
  expect(profileStep({ ...COMPLETE, place: null, interests: [] })).toBe('place')
  expect(profileStep({ ...COMPLETE, interests: [], seeks: [] })).toBe('interests')
  expect(profileStep({ ...COMPLETE, seeks: [] })).toBe('seeks')
  expect(profileStep(COMPLETE)).toBeNull()
})

test('leaves a hidden place alone', () => {
  expect(profileStep({ ...COMPLETE, place: null, place_precision: 'hidden' })).toBeNull()
})
