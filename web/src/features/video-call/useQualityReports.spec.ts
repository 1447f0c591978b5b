import { effectScope } from 'vue'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { reportQuality } from './callApi'
import { useQualityReports } from './useQualityReports'

vi.mock('./callApi', () => ({ reportQuality: vi.fn(() => Promise.resolve()) }))

let clock = 0
const scope = effectScope()
const told = vi.mocked(reportQuality)

function reports(awaitsPicture: boolean) {
  const room = { awaitsPicture: () => awaitsPicture, measure: () => Promise.resolve({ round_trip_milliseconds: 40 }) }
  const quality = scope.run(() => useQualityReports('call', room, () => clock))
  if (!quality) throw new Error('the scope is over')
  return quality
}

beforeEach(() => {
  vi.useFakeTimers()
  told.mockClear()
  clock = 1000
})
afterEach(() => void vi.useRealTimers())

test('the time to the connection and to the first picture are told once each', () => {
  const quality = reports(true)
  quality.admitted('session', 1000)
  quality.sawPicture()
  clock = 1420
  quality.connected()
  quality.connected()
  clock = 1900
  quality.sawPicture()
  quality.sawPicture()
  expect(told.mock.calls).toEqual([
    ['call', 'session', { join_milliseconds: 420 }],
    ['call', 'session', { first_frame_milliseconds: 900 }],
  ])
})

test('the picture of somebody who came later says nothing about joining', () => {
  const quality = reports(false)
  quality.admitted('session', 1000)
  quality.connected()
  clock = 99_000
  quality.sawPicture()
  expect(told).toHaveBeenCalledTimes(1)
})

test('samples are told while inside, and not before or after', async () => {
  const quality = reports(false)
  quality.admitted('session', 1000)
  await vi.advanceTimersByTimeAsync(20_000)
  expect(told).not.toHaveBeenCalled()
  quality.connected()
  await vi.advanceTimersByTimeAsync(20_000)
  expect(told).toHaveBeenLastCalledWith('call', 'session', { sample: { round_trip_milliseconds: 40 } })
  quality.left()
  told.mockClear()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(told).not.toHaveBeenCalled()
})
