import { expect, it } from 'vitest'
import { ALONE, beTogether, secondsTogether } from './togetherTime'

const MINUTE = 60_000

it('counts from the first other person to the last', () => {
  const alone = beTogether(ALONE, [], 0)
  const met = beTogether(alone, ['Amara'], 2 * MINUTE)
  const more = beTogether(met, ['Amara', 'Diego'], 10 * MINUTE)
  expect(secondsTogether(more, 36 * MINUTE)).toBe(34 * 60)
  expect(more.met).toEqual(['Amara', 'Diego'])
})

it('leaves out the time alone in between and remembers who was there', () => {
  const first = beTogether(beTogether(ALONE, ['Amara'], 0), [], 5 * MINUTE)
  expect(secondsTogether(first, 9 * MINUTE)).toBe(5 * 60)
  const again = beTogether(first, ['Amara'], 10 * MINUTE)
  expect(secondsTogether(again, 12 * MINUTE)).toBe(7 * 60)
  expect(again.met).toEqual(['Amara'])
})
