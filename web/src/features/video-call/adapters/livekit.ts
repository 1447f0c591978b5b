/** The call room over livekit-client: our own engine and a LiveKit cluster alike. Loaded when a call is joined. */
import {
  DisconnectReason,
  LocalAudioTrack,
  LocalVideoTrack,
  Room,
  RoomEvent,
  Track,
  VideoPresets,
  type LocalTrackPublication,
} from 'livekit-client'
import type { RoomEvents, TrackRoom } from '../callRoom'
import { reasonOfDisconnect } from '../endReason'
import { PathMeter, type PathSample, type Stat } from '../pathMeter'
import { HAND, peopleOf } from './livekitPeople'

/** Everything after which a tile, a name or a badge may look different. */
const CHANGES = [
  RoomEvent.Connected,
  RoomEvent.ParticipantConnected,
  RoomEvent.ParticipantDisconnected,
  RoomEvent.TrackSubscribed,
  RoomEvent.TrackUnsubscribed,
  RoomEvent.TrackPublished,
  RoomEvent.TrackUnpublished,
  RoomEvent.TrackMuted,
  RoomEvent.TrackUnmuted,
  RoomEvent.LocalTrackPublished,
  RoomEvent.LocalTrackUnpublished,
  RoomEvent.ActiveSpeakersChanged,
  RoomEvent.ConnectionQualityChanged,
  RoomEvent.ParticipantAttributesChanged,
  RoomEvent.ParticipantNameChanged,
  RoomEvent.Reconnected,
] as const

export interface LivekitConnection {
  url: string
  token: string
}

/** A room that takes the page's own tracks; it never opens a device itself. */
export class LivekitRoom implements TrackRoom {
  readonly kind = 'tracks'
  private readonly room = new Room({ adaptiveStream: true, dynacast: true, stopLocalTrackOnUnpublish: false })
  private readonly meter = new PathMeter()
  private isTelling = false
  private isMutedByUs = true
  /** Device changes run one after the other: publishing twice at once makes two tracks. */
  private queue: Promise<unknown> = Promise.resolve()

  constructor(
    private readonly connection: LivekitConnection,
    private readonly events: RoomEvents,
  ) {
    CHANGES.forEach((event) => this.room.on(event, () => this.tellSoon()))
    this.room
      .on(RoomEvent.SignalReconnecting, () => events.lost())
      .on(RoomEvent.Reconnecting, () => events.lost())
      .on(RoomEvent.Reconnected, () => events.restored())
      .on(RoomEvent.Disconnected, (reason) => events.ended(reasonOfDisconnect(DisconnectReason[reason ?? DisconnectReason.UNKNOWN_REASON])))
      .on(RoomEvent.AudioPlaybackStatusChanged, () => events.soundBlocked(!this.room.canPlaybackAudio))
      .on(RoomEvent.TrackMuted, (publication, participant) => {
        if (participant.isLocal && publication.source === Track.Source.Microphone && !this.isMutedByUs) events.mutedByHost()
      })
      .on(RoomEvent.LocalTrackUnpublished, (publication) => this.unpublished(publication))
  }

  async connect(): Promise<void> {
    await this.room.connect(this.connection.url, this.connection.token)
    this.events.soundBlocked(!this.room.canPlaybackAudio)
  }

  async leave(): Promise<void> {
    await this.room.disconnect()
  }

  setCamera(track: MediaStreamTrack | null): Promise<void> {
    return this.inTurn(async () => {
      const published = this.room.localParticipant.getTrackPublication(Track.Source.Camera)?.videoTrack
      if (!track) {
        await published?.mute()
      } else if (published instanceof LocalVideoTrack) {
        await published.replaceTrack(track, true)
        await published.unmute()
      } else {
        await this.room.localParticipant.publishTrack(new LocalVideoTrack(track, undefined, true), {
          source: Track.Source.Camera,
          simulcast: true,
          videoEncoding: VideoPresets.h720.encoding,
        })
      }
    })
  }

  setMicrophone(track: MediaStreamTrack | null, isMuted: boolean): Promise<void> {
    return this.inTurn(async () => {
      this.isMutedByUs = isMuted || !track
      const published = this.room.localParticipant.getTrackPublication(Track.Source.Microphone)?.audioTrack
      if (!published) {
        if (track && !isMuted) await this.publishMicrophone(track)
        return
      }
      if (!(published instanceof LocalAudioTrack)) return
      if (track && published.mediaStreamTrack !== track) await published.replaceTrack(track, true)
      await (this.isMutedByUs ? published.mute() : published.unmute())
    })
  }

  setShare(stream: MediaStream | null): Promise<void> {
    return this.inTurn(async () => {
      await this.unpublishShare()
      const [picture] = stream?.getVideoTracks() ?? []
      const [sound] = stream?.getAudioTracks() ?? []
      const self = this.room.localParticipant
      if (picture) {
        picture.contentHint = 'detail'
        await self.publishTrack(new LocalVideoTrack(picture, undefined, true), { source: Track.Source.ScreenShare, simulcast: false })
      }
      if (sound) {
        await self.publishTrack(new LocalAudioTrack(sound, undefined, true), { source: Track.Source.ScreenShareAudio, dtx: false })
      }
    })
  }

  async setHand(raisedAt: number | null): Promise<void> {
    await this.room.localParticipant.setAttributes({ [HAND]: raisedAt === null ? '' : String(raisedAt) })
  }

  async setSpeaker(deviceId: string): Promise<void> {
    await this.room.switchActiveDevice('audiooutput', deviceId)
  }

  async startSound(): Promise<void> {
    await this.room.startAudio()
  }

  awaitsPicture(): boolean {
    const pictures = [...this.room.remoteParticipants.values()].flatMap((person) => [...person.videoTrackPublications.values()])
    return pictures.some((publication) => !publication.isMuted)
  }

  async measure(): Promise<PathSample | null> {
    const sent = [...this.room.localParticipant.trackPublications.values()].map(({ track }) => track?.sender)
    const others = [...this.room.remoteParticipants.values()].flatMap((person) => [...person.trackPublications.values()])
    const received = others.map(({ track }) => track?.receiver)
    const reports = await Promise.all([...sent, ...received].map((end) => end?.getStats()))
    // Both ends of one connection report its path; by its id it counts once.
    const stats = new Map<string, Stat>()
    reports.forEach((report) => report?.forEach((stat: Stat) => stats.set(stat.id, stat)))
    return this.meter.take([...stats.values()], performance.now())
  }

  private async publishMicrophone(track: MediaStreamTrack): Promise<void> {
    await this.room.localParticipant.publishTrack(new LocalAudioTrack(track, undefined, true), { source: Track.Source.Microphone })
  }

  private async unpublishShare(): Promise<void> {
    const self = this.room.localParticipant
    for (const source of [Track.Source.ScreenShare, Track.Source.ScreenShareAudio]) {
      const track = self.getTrackPublication(source)?.track
      if (track) await self.unpublishTrack(track, true)
    }
  }

  private unpublished(publication: LocalTrackPublication): void {
    if (publication.source === Track.Source.ScreenShare) this.events.shareEnded()
  }

  private inTurn(change: () => Promise<void>): Promise<void> {
    const turn = this.queue.then(change)
    this.queue = turn.catch(() => undefined)
    return turn
  }

  /** Many events come together; the screen hears once a turn of the event loop. */
  private tellSoon(): void {
    if (this.isTelling) return
    this.isTelling = true
    queueMicrotask(() => {
      this.isTelling = false
      this.events.people(peopleOf(this.room))
    })
  }
}
