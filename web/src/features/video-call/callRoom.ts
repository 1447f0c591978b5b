/** The room as the screens see it, the same whichever provider carries the call. */
import type { EndReason } from './endReason'
import type { PathSample } from './pathMeter'

/** Bars from none (0) to full (3); null before the first measurement. */
export type Quality = 0 | 1 | 2 | 3 | null

/** Something a video or audio element can show or play. */
export interface MediaSourceHandle {
  /** Changes when the element must be attached anew. */
  readonly key: string
  attach(element: HTMLMediaElement): void
  detach(element: HTMLMediaElement): void
}

export interface RoomPerson {
  /** The provider's identity of this visit. */
  id: string
  /** The person of the product; null for somebody the provider cannot name. */
  personId: string | null
  name: string
  isLocal: boolean
  isMicrophoneOn: boolean
  isSpeaking: boolean
  /** Milliseconds since the epoch; 0 for never. */
  lastSpokeAt: number
  /** Milliseconds since the epoch; null while the hand is down. */
  handRaisedAt: number | null
  quality: Quality
  camera: MediaSourceHandle | null
  screen: MediaSourceHandle | null
  /** What this person sounds like: voice and the sound of a shared screen. Empty for oneself. */
  sounds: MediaSourceHandle[]
}

/** What a room tells about itself. */
export interface RoomEvents {
  /** Everybody in the room, oneself included, as of now. */
  people(people: RoomPerson[]): void
  lost(): void
  restored(): void
  ended(reason: EndReason): void
  /** The browser wants a click before it plays sound. */
  soundBlocked(isBlocked: boolean): void
  /** One's own share ended, by the browser's bar or by a host. */
  shareEnded(): void
  /** A host has muted this person's microphone. */
  mutedByHost(): void
  /** The providers that capture by themselves tell what is on. */
  ownDevices?(state: { microphone: boolean; camera: boolean; sharing: boolean }): void
}

/** A call room of a provider that takes the tracks the page has captured. */
export interface TrackRoom {
  readonly kind: 'tracks'
  connect(): Promise<void>
  leave(): Promise<void>
  /** Publishes, replaces or (null) takes back the camera. */
  setCamera(track: MediaStreamTrack | null): Promise<void>
  setMicrophone(track: MediaStreamTrack | null, isMuted: boolean): Promise<void>
  setShare(stream: MediaStream | null): Promise<void>
  setHand(raisedAt: number | null): Promise<void>
  setSpeaker(deviceId: string): Promise<void>
  /** Starts sound after `soundBlocked`; call it from a click. */
  startSound(): Promise<void>
  /** Whether somebody who is there sends a picture. */
  awaitsPicture(): boolean
  measure: Measure
}

/** How the connection carried since the last time; null while there is nothing to say. */
export type Measure = () => Promise<PathSample | null>

/** A call room that is a page of its own inside ours and captures by itself. */
export interface FrameRoom {
  readonly kind: 'frame'
  connect(): Promise<void>
  leave(): Promise<void>
  toggleMicrophone(): void
  toggleCamera(): void
  toggleShare(): void
  setHand(raisedAt: number | null): Promise<void>
  measure: Measure
}

export type CallRoom = TrackRoom | FrameRoom
