/** Ways to a call for tests that are not about finding one. */
import type { Visitor } from './visitor'

interface CallBody {
  id: string
}

/** A group meeting that is open at once, with these guests. */
export async function openMeeting(host: Visitor, guests: Visitor[], more: object = {}): Promise<string> {
  const call = await host.api<CallBody>('POST', '/api/video-calls', {
    title: 'Energy alumni, spring meet-up',
    type: 'group_meeting',
    participant_ids: guests.map((guest) => guest.id),
    ...more,
  })
  return call.id
}
