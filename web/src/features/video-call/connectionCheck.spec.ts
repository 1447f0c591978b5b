import { describe, expect, it } from 'vitest'
import { canConnectPeers, measureRoundTrips, verdictOf } from './connectionCheck'

describe('the quiet connection check', () => {
  it.each([
    [{ hasPeerConnections: true, roundTripsMs: [400, 20, 30] }, 'good'],
    [{ hasPeerConnections: true, roundTripsMs: [900, 310, 500] }, 'slow'],
    [{ hasPeerConnections: true, roundTripsMs: [] }, 'offline'],
    [{ hasPeerConnections: false, roundTripsMs: [] }, 'offline'],
    [{ hasPeerConnections: false, roundTripsMs: [20] }, 'blocked'],
  ] as const)('reads %o as %s', (findings, verdict) => {
    expect(verdictOf(findings)).toBe(verdict)
  })

  it('keeps the trips that came back', async () => {
    const answers = [true, false, true]
    let clock = 0
    const ask = async () => {
      clock += 25
      if (!answers.shift()) throw new Error('lost')
    }
    expect(await measureRoundTrips(ask, () => clock)).toEqual([25, 25])
  })

  it('knows a browser without peer connections', async () => {
    expect(await canConnectPeers()).toBe(false)
  })
})
