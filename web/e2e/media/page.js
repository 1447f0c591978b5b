/* What a test can ask of a page: join a room, see what is decoded, read what happened. */
const { Room, RoomEvent, ConnectionState } = LivekitClient

window.events = []

window.join = async ({ url, token, options }) => {
  const { size = 320, ...roomOptions } = options
  const room = new Room({ adaptiveStream: false, dynacast: false, ...roomOptions })
  window.room = room
  for (const name of Object.values(RoomEvent)) {
    room.on(name, (...facts) => window.events.push([name, ...facts.map(brief)].join(' ')))
  }
  room.on(RoomEvent.TrackSubscribed, (track) => {
    const element = track.attach()
    element.style.width = `${size}px`
    document.body.append(element)
  })
  room.on(RoomEvent.TrackUnsubscribed, (track) => track.detach().forEach((element) => element.remove()))
  await room.connect(url.replace('http', 'ws'), token)
  if (room.state !== ConnectionState.Connected) throw new Error(room.state)
}

/** The part of an event's fact that a test compares. */
function brief(fact) {
  if (fact instanceof Uint8Array) return new TextDecoder().decode(fact)
  if (fact === null || typeof fact !== 'object') return String(fact)
  return fact.identity ?? fact.source ?? fact.sid ?? ''
}

window.received = async () => {
  const found = {}
  for (const participant of window.room.remoteParticipants.values()) {
    for (const publication of participant.trackPublications.values()) {
      const facts = { sid: publication.trackSid, isMuted: publication.isMuted, isSubscribed: publication.isSubscribed }
      const report = await publication.track?.receiver?.getStats()
      report?.forEach((entry) => {
        if (entry.type !== 'inbound-rtp') return
        Object.assign(facts, {
          framesDecoded: entry.framesDecoded ?? 0,
          width: entry.frameWidth ?? 0,
          height: entry.frameHeight ?? 0,
          energy: entry.totalAudioEnergy ?? 0,
          keyFrames: entry.keyFramesDecoded ?? 0,
        })
      })
      found[`${participant.identity}/${publication.source}`] = facts
    }
  }
  return found
}

/** Publishes a moving picture as a shared screen: a headless browser has no screen to share. */
window.shareScreen = async (width = 1280, height = 720) => {
  const canvas = document.createElement('canvas')
  Object.assign(canvas, { width, height })
  const pen = canvas.getContext('2d')
  let hue = 0
  setInterval(() => {
    pen.fillStyle = `hsl(${(hue += 7) % 360} 80% 50%)`
    pen.fillRect(0, 0, width, height)
  }, 100)
  const [track] = canvas.captureStream(10).getVideoTracks()
  window.screenTrack = track
  await window.room.localParticipant.publishTrack(track, { source: 'screen_share', simulcast: false })
}
