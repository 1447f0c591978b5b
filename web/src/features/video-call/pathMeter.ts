/** How a connection carries, from what the browser counts (https://www.w3.org/TR/webrtc-stats/). Pure: reports are handed in. */

export interface PathSample {
  round_trip_milliseconds?: number
  jitter_milliseconds?: number
  /** Share of packets lost since the last sample, 0 to 1. */
  loss_in?: number
  loss_out?: number
  bits_in?: number
  bits_out?: number
  frame_height?: number
  path?: 'udp' | 'tcp' | 'turn' | 'tls'
}

/** One record of a stats report: only what is read here. */
export interface Stat {
  id: string
  type: string
  [field: string]: unknown
}

interface Counters {
  at: number
  lost: number
  received: number
  bytesIn: number
  bytesOut: number
}

export class PathMeter {
  private before: Counters | null = null

  /** The sample of the time since the last one; null while there is nothing to say. `now` is in milliseconds. */
  take(stats: Stat[], now: number): PathSample | null {
    const [inbound, outbound, heard] = ['inbound-rtp', 'outbound-rtp', 'remote-inbound-rtp'].map((type) => stats.filter((stat) => stat.type === type))
    const current = {
      at: now,
      lost: sum(inbound, 'packetsLost'),
      received: sum(inbound, 'packetsReceived'),
      bytesIn: sum(inbound, 'bytesReceived'),
      bytesOut: sum(outbound, 'bytesSent'),
    }
    const sample = whole({
      round_trip_milliseconds: milliseconds(number(chosenPair(stats)?.['currentRoundTripTime']) ?? largest(heard, 'roundTripTime')),
      jitter_milliseconds: milliseconds(largest(inbound, 'jitter')),
      loss_out: largest(heard, 'fractionLost'),
      frame_height: largest(inbound, 'frameHeight'),
      path: pathOf(stats),
      ...(this.before ? since(this.before, current) : {}),
    })
    this.before = current
    return sample.round_trip_milliseconds === undefined && sample.loss_in === undefined && sample.loss_out === undefined ? null : sample
  }
}

/** A counter that went back belongs to tracks that are gone; nothing can be said of that stretch. */
function since(before: Counters, now: Counters): PathSample {
  const seconds = (now.at - before.at) / 1000
  const [lost, received] = [now.lost - before.lost, now.received - before.received]
  const rate = (bytes: number) => (bytes >= 0 && seconds > 0 ? Math.round((bytes * 8) / seconds) : undefined)
  return {
    loss_in: lost >= 0 && received >= 0 && lost + received > 0 ? lost / (lost + received) : undefined,
    bits_in: rate(now.bytesIn - before.bytesIn),
    bits_out: rate(now.bytesOut - before.bytesOut),
  }
}

function chosenPair(stats: Stat[]): Stat | undefined {
  const named = stats.find((stat) => stat.type === 'transport')?.['selectedCandidatePairId']
  const pairs = stats.filter((stat) => stat.type === 'candidate-pair')
  return pairs.find((pair) => pair.id === named) ?? pairs.find((pair) => pair['nominated'] === true && pair['state'] === 'succeeded')
}

function pathOf(stats: Stat[]): PathSample['path'] {
  const local = stats.find((stat) => stat.id === chosenPair(stats)?.['localCandidateId'])
  if (!local) return undefined
  if (local['candidateType'] === 'relay') return local['relayProtocol'] === 'tls' ? 'tls' : 'turn'
  return local['protocol'] === 'tcp' ? 'tcp' : 'udp'
}

const number = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined)
const milliseconds = (seconds: number | undefined) => (seconds === undefined ? undefined : Math.round(seconds * 10_000) / 10)

function sum(stats: Stat[] | undefined, field: string): number {
  return (stats ?? []).reduce((total, stat) => total + (number(stat[field]) ?? 0), 0)
}

function largest(stats: Stat[] | undefined, field: string): number | undefined {
  const values = (stats ?? []).map((stat) => number(stat[field])).filter((value) => value !== undefined)
  return values.length > 0 ? Math.max(...values) : undefined
}

/** Without the fields that hold nothing: the server takes no empty words. */
function whole(sample: PathSample): PathSample {
  return Object.fromEntries(Object.entries(sample).filter(([, value]) => value !== undefined))
}
