import { expect, test } from 'vitest'
import { DISMISSALS, restingKey } from './dismissals'

test('who is only not wanted now comes back sooner than the others', () => {
  expect(DISMISSALS.map(restingKey)).toEqual(['people.restsWeeks', 'people.restsHalfYear', 'people.restsHalfYear', 'people.restsHalfYear'])
})
