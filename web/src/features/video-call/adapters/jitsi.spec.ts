import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { RoomEvents, RoomPerson } from '../callRoom'
import { JitsiRoom } from './jitsi'
import type { JitsiEvents, JitsiOptions, JitsiStats } from './jitsiApi'

const SCRIPT = 'https://meet.example/external_api.js'

/** What the loaded script gives to a page. */
class Meeting {
  static last: Meeting | undefined
  readonly commands: string[] = []
  isDisposed = false
  stats: JitsiStats = {}
  private readonly listeners = new Map<string, ((event: object) => void)[]>()

  constructor(readonly domain: string, readonly options: JitsiOptions) {
    Meeting.last = this
  }
  addListener(name: string, listener: (event: never) => void): void {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener as (event: object) => void])
  }
  executeCommand(name: string): void {
    this.commands.push(name)
  }
  getConnectionStats(): Promise<JitsiStats> {
    return Promise.resolve(this.stats)
  }
  dispose(): void {
    this.isDisposed = true
  }
  tell<Name extends keyof JitsiEvents>(name: Name, event: JitsiEvents[Name]): void {
    this.listeners.get(name)?.forEach((listener) => listener(event))
  }
}

async function join() {
  const people = vi.fn<RoomEvents['people']>()
  const ended = vi.fn<RoomEvents['ended']>()
  const ownDevices = vi.fn()
  const events = { people, ended, ownDevices, lost: vi.fn(), restored: vi.fn(), soundBlocked: vi.fn(), shareEnded: vi.fn(), mutedByHost: vi.fn() }
  const parent = document.createElement('div')
  const setup = { parent, displayName: 'Lena', personId: 'lena', language: 'en', title: 'Pictures', startMuted: { microphone: true, camera: false } }
  const room = new JitsiRoom({ domain: 'meet.example', room: 'spring', jwt: 'a.b.c', script_url: SCRIPT }, setup, events, () => 7)
  const connecting = room.connect()
  await vi.waitFor(() => expect(Meeting.last).toBeDefined())
  const meeting = Meeting.last as Meeting
  meeting.tell('videoConferenceJoined', { id: 'self', displayName: 'Lena' })
  await connecting
  const shown = (): RoomPerson[] => people.mock.lastCall?.[0] ?? []
  return { room, meeting, shown, ended, ownDevices }
}

describe('a call inside Jitsi', () => {
  beforeEach(() => {
    Meeting.last = undefined
    window.JitsiMeetExternalAPI = Meeting
    document.head.innerHTML = `<script src="${SCRIPT}" type="text/plain"></script>`
  })

  it('tells how its connection carries by the measures of every room, or that it knows nothing', async () => {
    const { room, meeting } = await join()
    expect(await room.measure()).toBeNull()
    meeting.stats = { jvbRTT: 42, packetLoss: { download: 2, upload: 5 }, bitrate: { download: 900, upload: 400 } }
    expect(await room.measure()).toEqual({ round_trip_milliseconds: 42, loss_in: 0.02, loss_out: 0.05, bits_in: 900_000, bits_out: 400_000 })
  })

  it('enters the room it was given, with the devices as chosen at the door', async () => {
    const { meeting, shown } = await join()
    expect([meeting.domain, meeting.options.roomName, meeting.options.jwt]).toEqual(['meet.example', 'spring', 'a.b.c'])
    expect(meeting.options.configOverwrite).toMatchObject({ startWithAudioMuted: true, startWithVideoMuted: false })
    expect(shown()).toMatchObject([{ id: 'self', personId: 'lena', isLocal: true }])
  })

  it('knows who is there by the person in their token', async () => {
    const { meeting, shown } = await join()
    meeting.tell('participantJoined', { id: 'x', displayName: 'Amara', userContext: { id: 'amara' } })
    meeting.tell('participantJoined', { id: 'y', displayName: 'Guest' })
    expect(shown().map(({ personId }) => personId)).toEqual(['lena', 'amara', null])
    meeting.tell('dominantSpeakerChanged', { id: 'x' })
    expect(shown()[1]).toMatchObject({ isSpeaking: true, lastSpokeAt: 7 })
    meeting.tell('participantLeft', { id: 'x' })
    expect(shown().map(({ name }) => name)).toEqual(['Lena', 'Guest'])
  })

  it('steers and follows the devices', async () => {
    const { room, meeting, ownDevices } = await join()
    room.toggleMicrophone()
    room.toggleCamera()
    room.toggleShare()
    expect(meeting.commands).toEqual(['toggleAudio', 'toggleVideo', 'toggleShareScreen'])
    meeting.tell('audioMuteStatusChanged', { muted: false })
    expect(ownDevices).toHaveBeenLastCalledWith({ microphone: true, camera: true, sharing: false })
  })

  it('raises a hand once and lowers it once', async () => {
    const { room, meeting } = await join()
    await room.setHand(1)
    meeting.tell('raiseHandUpdated', { id: 'self', handRaised: 1 })
    await room.setHand(2)
    await room.setHand(null)
    expect(meeting.commands).toEqual(['toggleRaiseHand', 'toggleRaiseHand'])
  })

  it('ends once, with the first reason, and takes the frame away', async () => {
    const { meeting, ended } = await join()
    meeting.tell('participantKickedOut', { kicked: { id: 'self', local: true } })
    meeting.tell('videoConferenceLeft', {})
    meeting.tell('readyToClose', {})
    expect(ended.mock.calls).toEqual([['removed']])
    expect(meeting.isDisposed).toBe(true)
  })

  it('leaves when asked', async () => {
    const { room, meeting, ended } = await join()
    await room.leave()
    expect(meeting.commands).toEqual(['hangup'])
    expect([meeting.isDisposed, ended.mock.calls]).toEqual([true, [['left']]])
  })
})
