/** What somebody fills in to plan a call, and the request made of it. Pure. */
import { fromDate, parseDate, parseTime, toCalendarDate, toCalendarDateTime, toTime, toZoned } from '@internationalized/date'
import { audienceOf, noAudience, type AudienceDraft, type Choice } from './audience'
import type { NewCall } from './callLists'

export interface Draft {
  title: string
  type: NewCall['type']
  start: 'now' | 'later'
  /** Local day and clock in the person's zone, as the fields of the form hold them: 2026-11-22 and 16:30. */
  date: string
  time: string
  durationMinutes: number
  people: Choice[]
  audience: AudienceDraft
  hasLobby: boolean
  mayRecord: boolean
}

const QUARTER = 15

/** An empty form for the next full quarter of an hour that is at least an hour away. */
export function draft(now: Date, zone: string): Draft {
  const inAnHour = fromDate(now, zone).add({ hours: 1 })
  const start = inAnHour.add({ minutes: (QUARTER - (inAnHour.minute % QUARTER)) % QUARTER })
  return {
    title: '',
    type: 'group_meeting',
    start: 'later',
    date: toCalendarDate(start).toString(),
    time: toTime(start).toString().slice(0, 'hh:mm'.length),
    durationMinutes: 30,
    people: [],
    audience: noAudience(),
    hasLobby: false,
    mayRecord: false,
  }
}

/** The form for another kind of call: a gathering has a lobby unless its host decides otherwise, no other kind has. */
export function ofType(form: Draft, type: Draft['type']): Draft {
  return { ...form, type, hasLobby: type === 'alumni_gathering', audience: noAudience() }
}

/** The request for a filled form; a clock the zone skips moves on by the gap. */
export function newCall(form: Draft, zone: string): NewCall {
  return {
    title: form.title.trim(),
    type: form.type,
    participant_ids: form.people.map((person) => person.id),
    duration_minutes: form.durationMinutes,
    audience: audienceOf(form.audience),
    settings: { lobby: form.hasLobby, recording_policy: form.mayRecord ? 'ask' : 'off' },
    ...(form.start === 'later' ? { scheduled_at: instant(form, zone), time_zone: zone } : {}),
  }
}

function instant({ date, time }: Draft, zone: string): string {
  return toZoned(toCalendarDateTime(parseDate(date), parseTime(time)), zone).toDate().toISOString()
}
