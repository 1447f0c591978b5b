import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ShownCards } from './shownCards'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('tells those seen together at once, and nobody twice', () => {
  const told: string[][] = []
  const cards = new ShownCards((ids) => told.push(ids), 1000)
  cards.note('a')
  vi.advanceTimersByTime(900)
  cards.note('b')
  cards.note('a')
  expect(told).toEqual([])
  vi.advanceTimersByTime(100)
  expect(told).toEqual([['a', 'b']])
  cards.note('b')
  cards.note('c')
  vi.advanceTimersByTime(1000)
  expect(told).toEqual([['a', 'b'], ['c']])
})

test('tells what waits at the end of the visit, and nothing when nothing does', () => {
  const told: string[][] = []
  const cards = new ShownCards((ids) => told.push(ids), 1000)
  cards.flush()
  cards.note('a')
  cards.flush()
  vi.runAllTimers()
  expect(told).toEqual([['a']])
})
