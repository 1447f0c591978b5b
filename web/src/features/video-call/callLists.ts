/** The lists of calls a person sees, one request each. */
import { api, body } from '@/api/client'
import type { NewAudience, VideoCallView } from '@/api/types'

export type CallTab = 'upcoming' | 'active' | 'past'

interface Page {
  items: VideoCallView[]
  next_cursor?: string | null
}

/** A page of one tab's calls. */
export function listCalls(tab: CallTab, cursor: string | undefined): Promise<Page> {
  if (tab === 'upcoming') return body(api.GET('/api/video-calls/upcoming', { params: { query: { cursor } } }))
  const status = tab === 'active' ? 'active' : 'ended,cancelled'
  return body(api.GET('/api/video-calls', { params: { query: { status, cursor } } }))
}

export interface NewCall {
  title: string
  type: 'group_meeting' | 'mentorship' | 'alumni_gathering'
  participant_ids: string[]
  /** Instant; absent for a call that is open at once. */
  scheduled_at?: string
  duration_minutes?: number
  time_zone?: string
  /** Whom a gathering is open to beside those invited. */
  audience?: NewAudience
  settings?: { lobby: boolean; recording_policy: 'off' | 'ask' }
}

export function createCall(call: NewCall): Promise<VideoCallView> {
  return body(api.POST('/api/video-calls', { body: call }))
}

export async function cancelCall(id: string): Promise<void> {
  await api.DELETE('/api/video-calls/{id}', { params: { path: { id } } })
}

export function answerInvitation(id: string, response: 'accepted' | 'declined'): Promise<VideoCallView> {
  return body(api.POST('/api/video-calls/{id}/rsvp', { params: { path: { id } }, body: { response } }))
}

/** People to invite whose name begins like `text`. */
export async function findPeople(text: string): Promise<{ id: string; name: string; headline?: string | null }[]> {
  return (await body(api.GET('/api/people', { params: { query: { q: text, limit: 8 } } }))).items
}
