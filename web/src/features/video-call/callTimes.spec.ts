import { describe, expect, it } from 'vitest'
import { canEnter, isDue, minutesHeld } from './callTimes'

const start = Date.parse('2026-11-22T10:00:00Z')
const MINUTE = 60_000
const scheduled = { status: 'scheduled' as const, scheduled_at: '2026-11-22T10:00:00Z' }

describe('the door of a call', () => {
  it('opens fifteen minutes before, and is put forward from ten on', () => {
    expect(canEnter(scheduled, start - 16 * MINUTE)).toBe(false)
    expect([canEnter(scheduled, start - 14 * MINUTE), isDue(scheduled, start - 14 * MINUTE)]).toEqual([true, false])
    expect(isDue(scheduled, start - 10 * MINUTE)).toBe(true)
    expect(isDue(scheduled, start + 5 * MINUTE)).toBe(true)
  })

  it('stands open while a call goes on, and never after', () => {
    expect(canEnter({ status: 'active', scheduled_at: null }, start)).toBe(true)
    expect(canEnter({ ...scheduled, status: 'ended' }, start)).toBe(false)
    expect(canEnter({ ...scheduled, status: 'cancelled' }, start)).toBe(false)
  })
})

it('rounds the time held to minutes', () => {
  expect(minutesHeld({ started_at: '2026-11-22T10:00:00Z', ended_at: '2026-11-22T10:34:20Z' })).toBe(34)
  expect(minutesHeld({ started_at: '2026-11-22T10:00:00Z', ended_at: '2026-11-22T10:00:02Z' })).toBe(1)
  expect(minutesHeld({ started_at: null, ended_at: '2026-11-22T10:00:02Z' })).toBeNull()
})
