import { DisconnectReason } from 'livekit-client'
import { describe, expect, it } from 'vitest'
import { DISCONNECT_REASONS, nextStep, reasonOfDisconnect, reasonOfProblem, wasInCall } from './endReason'

describe('the end-reason table', () => {
  it('knows every disconnect reason of the client library, and no other', () => {
    const theirs = Object.values(DisconnectReason).filter((name) => typeof name === 'string')
    expect([...DISCONNECT_REASONS].sort()).toEqual(theirs.sort())
  })

  it.each([
    ['CLIENT_INITIATED', 'left', 'after-call'],
    ['DUPLICATE_IDENTITY', 'moved', 'move-here'],
    ['PARTICIPANT_REMOVED', 'removed', 'ask-host'],
    ['ROOM_DELETED', 'call-ended', 'after-call'],
    ['SERVER_SHUTDOWN', 'server-restarting', 'rejoin'],
    ['CONNECTION_TIMEOUT', 'connection-lost', 'rejoin'],
    ['MEDIA_FAILURE', 'media-blocked', 'check-network'],
    ['SOMETHING_NEW', 'connection-lost', 'rejoin'],
  ])('%s means %s, and the next step is %s', (name, reason, step) => {
    expect(reasonOfDisconnect(name)).toBe(reason)
    expect(nextStep(reasonOfDisconnect(name))).toBe(step)
  })

  it.each([
    [{ status: 409, reason: 'too_early' }, 'too-early'],
    [{ status: 409, reason: 'full' }, 'full'],
    [{ status: 409, slug: 'call-ended' }, 'call-ended'],
    [{ status: 409, reason: 'cancelled' }, 'cancelled'],
    [{ status: 409 }, 'refused'],
    [{ status: 403, slug: 'removed-from-call', reason: 'removed' }, 'removed'],
    [{ status: 409, slug: 'call-not-active', reason: 'not_active' }, 'too-early'],
    [{ status: 404 }, 'not-found'],
    [{ status: 401 }, 'signed-out'],
    [{ status: 429 }, 'too-many-tries'],
    [{ status: 503 }, 'unavailable'],
    [{ status: 500 }, 'unavailable'],
    [{ status: 422 }, 'could-not-join'],
    [{ status: 0 }, 'offline'],
  ])('a join answered %o ends as %s', (problem, reason) => {
    expect(reasonOfProblem(problem)).toBe(reason)
  })

  it('asks how it was only after a call that took place', () => {
    expect(wasInCall('left', 60)).toBe(true)
    expect(wasInCall('left', 0)).toBe(false)
    expect(wasInCall('removed', 60)).toBe(false)
  })
})
