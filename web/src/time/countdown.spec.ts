import { expect, test } from 'vitest'
import { countdown } from './countdown'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

test.each([
  [50 * HOUR, { unit: 'days', count: 2 }],
  [47 * HOUR, { unit: 'hours', count: 47 }],
  [2 * HOUR, { unit: 'hours', count: 2 }],
  [2 * HOUR - 1000, { unit: 'clock', text: '1:59:59' }],
  [8 * MINUTE + 41_000, { unit: 'clock', text: '08:41' }],
  [1, { unit: 'clock', text: '00:01' }],
  [0, { unit: 'now' }],
  [-5 * MINUTE, { unit: 'now' }],
])('%i ms before the start', (leftMs, shown) => {
  expect(countdown(leftMs)).toEqual(shown)
})
