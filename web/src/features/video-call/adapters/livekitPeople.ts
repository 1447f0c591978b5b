/** Turns livekit's participants into the people our screens show. */
import { ConnectionQuality, Track, type Participant, type Room, type TrackPublication } from 'livekit-client'
import type { MediaSourceHandle, Quality, RoomPerson } from '../callRoom'

/** Attribute that carries a raised hand: milliseconds since the epoch, empty for down. */
export const HAND = 'hand'
/** Identities are `person:connection`; unlike attributes, nobody can change their own. */
const personBehind = (identity: string) => identity.split(':')[0] ?? identity

const BARS: Record<ConnectionQuality, Quality> = {
  [ConnectionQuality.Excellent]: 3,
  [ConnectionQuality.Good]: 2,
  [ConnectionQuality.Poor]: 1,
  [ConnectionQuality.Lost]: 0,
  [ConnectionQuality.Unknown]: null,
}

/** Everybody in the room, oneself first. */
export function peopleOf(room: Room): RoomPerson[] {
  return [room.localParticipant, ...room.remoteParticipants.values()].map(personOf)
}

function personOf(participant: Participant): RoomPerson {
  const microphone = participant.getTrackPublication(Track.Source.Microphone)
  return {
    id: participant.identity,
    personId: personBehind(participant.identity),
    name: participant.name ?? '',
    isLocal: participant.isLocal,
    isMicrophoneOn: microphone !== undefined && !microphone.isMuted,
    isSpeaking: participant.isSpeaking,
    lastSpokeAt: participant.lastSpokeAt?.getTime() ?? 0,
    handRaisedAt: handOf(participant.attributes[HAND]),
    quality: BARS[participant.connectionQuality],
    camera: shown(participant.getTrackPublication(Track.Source.Camera)),
    screen: shown(participant.getTrackPublication(Track.Source.ScreenShare)),
    sounds: participant.isLocal ? [] : soundsOf(participant),
  }
}

function handOf(attribute: string | undefined): number | null {
  const at = Number(attribute)
  return attribute && Number.isFinite(at) ? at : null
}

function soundsOf(participant: Participant): MediaSourceHandle[] {
  const sources = [Track.Source.Microphone, Track.Source.ScreenShareAudio]
  return sources.map((source) => handle(participant.getTrackPublication(source))).filter((each) => each !== null)
}

/** A picture that is on: a muted camera shows nothing. */
function shown(publication: TrackPublication | undefined): MediaSourceHandle | null {
  return publication?.isMuted === false ? handle(publication) : null
}

function handle(publication: TrackPublication | undefined): MediaSourceHandle | null {
  const track = publication?.track
  if (!publication || !track) return null
  return {
    key: `${publication.trackSid} ${track.mediaStreamTrack.id}`,
    attach: (element) => void track.attach(element),
    detach: (element) => void track.detach(element),
  }
}
