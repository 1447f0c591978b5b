/** Which call stands first on the home page. Pure. */
import type { VideoCallView } from '@/api/types'

/**
 * The one that goes on, else the one that comes next; calls one is asked to or said yes to come before gatherings that
 * are merely open to one.
 * @param upcoming soonest first
 */
export function nextCall(active: VideoCallView | null, upcoming: readonly VideoCallView[], me: string | undefined): VideoCallView | null {
  const calls = active ? [active, ...upcoming] : upcoming
  const isMine = (call: VideoCallView) => call.participants.some((each) => each.person.id === me && each.response !== 'declined')
  return calls.find(isMine) ?? calls[0] ?? null
}
