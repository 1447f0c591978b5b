import { describe, expect, it } from 'vitest'
import { draft, newCall, ofType } from './scheduleDraft'

const now = new Date('2026-11-22T10:07:00Z')

describe('planning a call', () => {
  it('starts with the next quarter that is an hour away, on the person\'s own clock', () => {
    expect(draft(now, 'Europe/Berlin')).toMatchObject({ date: '2026-11-22', time: '12:15' })
    expect(draft(new Date('2026-11-22T10:15:00Z'), 'UTC')).toMatchObject({ time: '11:15' })
    expect(draft(new Date('2026-11-22T23:30:00Z'), 'UTC')).toMatchObject({ date: '2026-11-23', time: '00:30' })
  })

  it('sends the instant of the chosen local time with its zone', () => {
    const form = { ...draft(now, 'Asia/Tokyo'), title: ' Spring meet-up ', date: '2026-12-01', time: '09:00' }
    expect(newCall(form, 'Asia/Tokyo')).toMatchObject({
      title: 'Spring meet-up',
      scheduled_at: '2026-12-01T00:00:00.000Z',
      time_zone: 'Asia/Tokyo',
    })
  })

  it('moves a time that the change of clocks skips', () => {
    const form = { ...draft(now, 'Europe/Berlin'), date: '2027-03-28', time: '02:30' }
    expect(newCall(form, 'Europe/Berlin').scheduled_at).toBe('2027-03-28T01:30:00.000Z')
  })

  it('opens a gathering in the lobby, to those it is for', () => {
    const gathering = ofType(draft(now, 'UTC'), 'alumni_gathering')
    expect(newCall(gathering, 'UTC').settings?.lobby).toBe(true)
    expect(newCall(gathering, 'UTC').audience).toBeUndefined()
    const open = { ...gathering, audience: { ...gathering.audience, whom: 'everyone' as const } }
    expect(newCall(open, 'UTC').audience).toEqual({ everyone: true })
    expect(newCall(ofType(open, 'group_meeting'), 'UTC')).toMatchObject({ audience: undefined, settings: { lobby: false } })
  })

  it('names no time for a call that opens now', () => {
    const call = newCall({ ...draft(now, 'UTC'), start: 'now', people: [{ id: 'a', label: 'Amara' }] }, 'UTC')
    expect(call).not.toHaveProperty('scheduled_at')
    expect(call.participant_ids).toEqual(['a'])
  })
})
