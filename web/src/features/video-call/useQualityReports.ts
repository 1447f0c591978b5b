/** Tells the server how the call carries: how long joining took, when the first picture came, and a sample now and then. */
import { onScopeDispose } from 'vue'
import { reportQuality } from './callApi'
import type { PathSample } from './pathMeter'

const SAMPLES_EVERY_MS = 20_000

export interface MeasuredRoom {
  /** Whether somebody who is there already sends a picture. */
  awaitsPicture(): boolean
  measure(): Promise<PathSample | null>
}

/** One stay in the room. */
interface Stay {
  sessionId: string
  /** When the way in was asked for, on the page's steady clock. */
  askedAt: number
  isInside: boolean
  awaitsPicture: boolean
}

export function useQualityReports(id: string, room: MeasuredRoom, now: () => number = () => performance.now()) {
  let stay: Stay | null = null

  /** What cannot be told is no loss to the person: the call goes on. */
  function tell(sessionId: string, report: Parameters<typeof reportQuality>[2]): void {
    void reportQuality(id, sessionId, report).catch(() => undefined)
  }

  const waited = (since: number) => Math.round(now() - since)

  async function sample(): Promise<void> {
    const of = stay
    if (!of?.isInside) return
    const measured = await room.measure().catch(() => null)
    if (measured && stay === of) tell(of.sessionId, { sample: measured })
  }

  const timer = setInterval(() => void sample(), SAMPLES_EVERY_MS)
  onScopeDispose(() => clearInterval(timer))

  return {
    /** The server has let the person in; `askedAt` is when they asked, by the same clock. */
    admitted(sessionId: string, askedAt: number): void {
      stay = { sessionId, askedAt, isInside: false, awaitsPicture: false }
    },
    connected(): void {
      if (!stay || stay.isInside) return
      stay.isInside = true
      stay.awaitsPicture = room.awaitsPicture()
      tell(stay.sessionId, { join_milliseconds: waited(stay.askedAt) })
    },
    /** Somebody else's picture is on screen. */
    sawPicture(): void {
      if (!stay?.awaitsPicture) return
      stay.awaitsPicture = false
      tell(stay.sessionId, { first_frame_milliseconds: waited(stay.askedAt) })
    },
    left(): void {
      stay = null
    },
    now,
  }
}
