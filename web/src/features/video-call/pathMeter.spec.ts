import { expect, test } from 'vitest'
import { PathMeter, type Stat } from './pathMeter'

const PATH: Stat[] = [
  { id: 'T', type: 'transport', selectedCandidatePairId: 'P' },
  { id: 'O', type: 'candidate-pair', nominated: true, state: 'succeeded', currentRoundTripTime: 9 },
  { id: 'P', type: 'candidate-pair', currentRoundTripTime: 0.0484, localCandidateId: 'L' },
  { id: 'L', type: 'local-candidate', candidateType: 'host', protocol: 'udp' },
]

function traffic(lost: number, received: number, bytes: number): Stat[] {
  return [
    { id: 'I', type: 'inbound-rtp', packetsLost: lost, packetsReceived: received, bytesReceived: bytes, jitter: 0.004, frameHeight: 360 },
    { id: 'I2', type: 'inbound-rtp', packetsLost: 0, packetsReceived: 0, bytesReceived: 0, jitter: 0.011 },
    { id: 'U', type: 'outbound-rtp', bytesSent: bytes * 2 },
    { id: 'R', type: 'remote-inbound-rtp', fractionLost: 0.02, roundTripTime: 0.06 },
  ]
}

function relayed(more: object): Stat[] {
  return PATH.map((stat) => (stat.id === 'L' ? { ...stat, candidateType: 'relay', ...more } : stat))
}

test('loss and rates are those of the time since the last sample', () => {
  const meter = new PathMeter()
  const first = meter.take([...PATH, ...traffic(5, 95, 1000)], 0)
  expect(first).toEqual({ round_trip_milliseconds: 48.4, jitter_milliseconds: 11, loss_out: 0.02, frame_height: 360, path: 'udp' })
  const second = meter.take([...PATH, ...traffic(15, 185, 26_000)], 20_000)
  expect(second).toMatchObject({ loss_in: 0.1, bits_in: 10_000, bits_out: 20_000 })
})

test('tracks that are gone make no negative loss', () => {
  const meter = new PathMeter()
  meter.take([...PATH, ...traffic(50, 950, 9000)], 0)
  const sample = meter.take([...PATH, ...traffic(1, 99, 1000)], 20_000)
  expect(sample).not.toHaveProperty('loss_in')
  expect(sample).not.toHaveProperty('bits_in')
})

test('a relay is told from a straight path', () => {
  expect(new PathMeter().take(relayed({ relayProtocol: 'udp' }), 0)?.path).toBe('turn')
  expect(new PathMeter().take(relayed({ relayProtocol: 'tls' }), 0)?.path).toBe('tls')
})

test('without a connection there is nothing to say', () => {
  expect(new PathMeter().take([], 0)).toBeNull()
})
