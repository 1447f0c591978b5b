/** What the quiet check on the pre-join page found; the words stand in the catalogue under `call.check`. */
export type Verdict = 'good' | 'slow' | 'offline' | 'blocked'

export interface Findings {
  /** The browser can make peer connections and has found a way out of this machine. */
  hasPeerConnections: boolean
  /** Round trips to the server in milliseconds; empty when none came back. */
  roundTripsMs: readonly number[]
}

/** Above this a conversation begins to stumble over itself (ITU-T G.114 puts one way at 150 ms). */
const SLOW_ROUND_TRIP_MS = 300

/** The best of several round trips counts: the first also pays for the handshake. */
export function verdictOf({ hasPeerConnections, roundTripsMs }: Findings): Verdict {
  if (roundTripsMs.length === 0) return 'offline'
  if (!hasPeerConnections) return 'blocked'
  return Math.min(...roundTripsMs) > SLOW_ROUND_TRIP_MS ? 'slow' : 'good'
}

/** Whether this browser makes an offer for a peer connection; some privacy settings take that away. */
export async function canConnectPeers(): Promise<boolean> {
  if (typeof RTCPeerConnection !== 'function') return false
  const probe = new RTCPeerConnection()
  try {
    probe.createDataChannel('probe')
    const offer = await probe.createOffer()
    return offer.sdp?.includes('m=application') ?? false
  } catch {
    return false
  } finally {
    probe.close()
  }
}

/** Times `ask` three times; failures leave no figure. */
export async function measureRoundTrips(ask: () => Promise<unknown>, now: () => number = () => performance.now()): Promise<number[]> {
  const figures: number[] = []
  for (let i = 0; i < 3; i++) {
    const start = now()
    try {
      await ask()
      figures.push(now() - start)
    } catch {
      continue
    }
  }
  return figures
}
