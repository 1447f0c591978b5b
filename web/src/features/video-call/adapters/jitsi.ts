/** The call room inside Jitsi's IFrame. Jitsi captures and shows; our bar and panels steer it. */
import type { FrameRoom, RoomEvents, RoomPerson } from '../callRoom'
import type { PathSample } from '../pathMeter'
import { loadJitsi, type JitsiApi, type JitsiStats } from './jitsiApi'

export interface JitsiConnection {
  domain: string
  room: string
  jwt?: string | null
  script_url: string
}

export interface JitsiSetup {
  parent: HTMLElement
  displayName: string
  personId: string
  language: string
  /** What the frame is called to those who do not see it. */
  title: string
  startMuted: { microphone: boolean; camera: boolean }
}

/** Our bar replaces theirs, our pre-join page theirs. */
function overwrite(setup: JitsiSetup): Record<string, unknown> {
  return {
    prejoinConfig: { enabled: false },
    startWithAudioMuted: setup.startMuted.microphone,
    startWithVideoMuted: setup.startMuted.camera,
    toolbarButtons: [],
    disableDeepLinking: true,
    hideConferenceSubject: true,
    hideConferenceTimer: true,
  }
}

export class JitsiRoom implements FrameRoom {
  readonly kind = 'frame'
  private api: JitsiApi | null = null
  private readonly people = new Map<string, RoomPerson>()
  private selfId = ''
  private devices = { microphone: false, camera: false, sharing: false }
  private isOver = false

  constructor(
    private readonly connection: JitsiConnection,
    private readonly setup: JitsiSetup,
    private readonly events: RoomEvents,
    private readonly now: () => number = Date.now,
  ) {}

  /** Resolves once Jitsi says that the conference is joined. */
  async connect(): Promise<void> {
    const Api = await loadJitsi(this.connection.script_url)
    if (this.isOver) return
    const api = new Api(this.connection.domain, {
      roomName: this.connection.room,
      parentNode: this.setup.parent,
      width: '100%',
      height: '100%',
      lang: this.setup.language,
      ...(this.connection.jwt ? { jwt: this.connection.jwt } : {}),
      userInfo: { displayName: this.setup.displayName },
      configOverwrite: overwrite(this.setup),
    })
    this.api = api
    this.setup.parent.querySelector('iframe')?.setAttribute('title', this.setup.title)
    this.devices = { microphone: !this.setup.startMuted.microphone, camera: !this.setup.startMuted.camera, sharing: false }
    this.followPeople(api)
    this.followSelf(api)
    await new Promise<void>((resolve) => api.addListener('videoConferenceJoined', () => resolve()))
  }

  async leave(): Promise<void> {
    if (this.isOver) return
    this.isOver = true
    this.api?.executeCommand('hangup')
    this.api?.dispose()
    this.events.ended('left')
  }

  toggleMicrophone(): void {
    this.api?.executeCommand('toggleAudio')
  }

  toggleCamera(): void {
    this.api?.executeCommand('toggleVideo')
  }

  toggleShare(): void {
    this.api?.executeCommand('toggleShareScreen')
  }

  async setHand(raisedAt: number | null): Promise<void> {
    const isUp = this.people.get(this.selfId)?.handRaisedAt !== null
    if (isUp !== (raisedAt !== null)) this.api?.executeCommand('toggleRaiseHand')
  }

  async measure(): Promise<PathSample | null> {
    return sampleOf((await this.api?.getConnectionStats?.()) ?? {})
  }

  private followPeople(api: JitsiApi): void {
    api.addListener('videoConferenceJoined', ({ id, displayName }) => {
      this.selfId = id
      this.put({ ...newcomer(id, displayName || this.setup.displayName, this.setup.personId), isLocal: true })
    })
    api.addListener('participantJoined', ({ id, displayName, userContext }) =>
      this.put(newcomer(id, displayName ?? '', userContext?.id ?? null)),
    )
    api.addListener('participantLeft', ({ id }) => {
      this.people.delete(id)
      this.tell()
    })
    api.addListener('displayNameChange', ({ id, displayname }) => this.change(id, { name: displayname }))
    api.addListener('raiseHandUpdated', ({ id, handRaised }) => this.change(id, { handRaisedAt: handRaised || null }))
    api.addListener('participantMuted', ({ participantId, isMuted, mediaType }) => {
      if (mediaType === 'audio') this.change(participantId, { isMicrophoneOn: !isMuted })
    })
    api.addListener('dominantSpeakerChanged', ({ id }) => {
      for (const person of this.people.values()) person.isSpeaking = person.id === id
      this.change(id, { lastSpokeAt: this.now() })
    })
  }

  private followSelf(api: JitsiApi): void {
    api.addListener('audioMuteStatusChanged', ({ muted }) => {
      this.tellDevices({ microphone: !muted })
      this.change(this.selfId, { isMicrophoneOn: !muted })
    })
    api.addListener('videoMuteStatusChanged', ({ muted }) => this.tellDevices({ camera: !muted }))
    api.addListener('screenSharingStatusChanged', ({ on }) => this.tellDevices({ sharing: on }))
    api.addListener('participantKickedOut', ({ kicked }) => {
      if (kicked.local) this.end('removed')
    })
    api.addListener('suspendDetected', () => this.end('connection-lost'))
    api.addListener('errorOccurred', ({ isFatal }) => {
      if (isFatal) this.end('connection-lost')
    })
    api.addListener('videoConferenceLeft', () => this.end('call-ended'))
    api.addListener('readyToClose', () => this.end('call-ended'))
  }

  private end(reason: Parameters<RoomEvents['ended']>[0]): void {
    if (this.isOver) return
    this.isOver = true
    this.api?.dispose()
    this.events.ended(reason)
  }

  private put(person: RoomPerson): void {
    this.people.set(person.id, person)
    this.tell()
  }

  private change(id: string, change: Partial<RoomPerson>): void {
    const person = this.people.get(id)
    if (person) this.put({ ...person, ...change })
  }

  private tell(): void {
    this.events.people([...this.people.values()].sort((a, b) => Number(b.isLocal) - Number(a.isLocal)))
  }

  private tellDevices(change: Partial<typeof this.devices>): void {
    this.devices = { ...this.devices, ...change }
    this.events.ownDevices?.(this.devices)
  }
}

const share = (percent: number | undefined) => (percent === undefined ? undefined : percent / 100)
const bits = (kilobits: number | undefined) => (kilobits === undefined ? undefined : Math.round(kilobits * 1000))

function sampleOf({ jvbRTT, packetLoss, bitrate }: JitsiStats): PathSample | null {
  const measured: PathSample = { round_trip_milliseconds: jvbRTT, loss_in: share(packetLoss?.download), loss_out: share(packetLoss?.upload) }
  if (Object.values(measured).every((value) => value === undefined)) return null
  return { ...measured, bits_in: bits(bitrate?.download), bits_out: bits(bitrate?.upload) }
}

function newcomer(id: string, name: string, personId: string | null): RoomPerson {
  return {
    id,
    personId,
    name,
    isLocal: false,
    isMicrophoneOn: true,
    isSpeaking: false,
    lastSpokeAt: 0,
    handRaisedAt: null,
    quality: null,
    camera: null,
    screen: null,
    sounds: [],
  }
}
