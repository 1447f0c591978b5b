import { expect, test } from 'vitest'
import { evenness, percent } from './evenness'

test('a few people in many do not look like none', () => {
  expect(percent(0, 0)).toBe(0)
  expect(percent(4, 1000)).toBe(0.4)
  expect(percent(99, 1000)).toBe(9.9)
  expect(percent(1, 3)).toBe(33)
  expect(percent(3, 3)).toBe(100)
})

test('a coefficient is told in a word', () => {
  expect([0, 0.25, 0.26, 0.4, 1].map(evenness)).toEqual(['even', 'even', 'fairlyEven', 'uneven', 'uneven'])
})
