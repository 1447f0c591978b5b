/** The unmodified livekit-client against the engine, on one connection as newer clients have it and on two as older ones. */
import { expect, test, type Guest, type MediaEngine } from './engine'

const MODES = [
  { mode: 'one connection', options: {} },
  { mode: 'two connections', options: { singlePeerConnection: false } },
]

/** Alice publishes camera and microphone, Bob receives. */
async function meet(engine: MediaEngine, arrive: () => Promise<Guest>, options: object): Promise<[Guest, Guest, string]> {
  const room = `room-${Math.random().toString(36).slice(2)}`
  const alice = await arrive()
  const bob = await arrive()
  await alice.join(engine, 'alice', room, options)
  await bob.join(engine, 'bob', room, options)
  await alice.run(async () => void (await window.room.localParticipant.enableCameraAndMicrophone()))
  return [alice, bob, room]
}

for (const { mode, options } of MODES) {
  test.describe(mode, () => {
    test('two people see and hear each other', async ({ engine, arrive }) => {
      const [alice, bob] = await meet(engine, arrive, options)
      await bob.run(async () => void (await window.room.localParticipant.enableCameraAndMicrophone()))
      await bob.expectPictures('alice/camera')
      await alice.expectPictures('bob/camera')
      await bob.expectSound('alice/microphone')
      await alice.expectSound('bob/microphone')
      await expect.poll(() => bob.events().then((events) => events.some((e) => e.startsWith('activeSpeakersChanged')))).toBe(true)
    })

    test('who leaves is gone for the others', async ({ engine, arrive }) => {
      const [alice, bob] = await meet(engine, arrive, options)
      await bob.expectPictures('alice/camera')
      await alice.run(() => window.room.disconnect())
      const left = (event: string) => event.startsWith('participantDisconnected alice')
      await expect.poll(() => bob.events().then((events) => events.some(left))).toBe(true)
      expect(await bob.run(() => window.room.remoteParticipants.size)).toBe(0)
    })

    test('a muted track is told and sends nothing, and comes back', async ({ engine, arrive }) => {
      const [alice, bob] = await meet(engine, arrive, options)
      await bob.expectPictures('alice/camera')
      await alice.run(async () => void (await window.room.localParticipant.setCameraEnabled(false)))
      await expect.poll(() => bob.received().then((got) => got['alice/camera']?.isMuted)).toBe(true)
      await alice.run(async () => void (await window.room.localParticipant.setCameraEnabled(true)))
      await bob.expectPictures('alice/camera')
    })

    test('data goes to everybody, in order, or to those named', async ({ engine, arrive }) => {
      const [alice, bob] = await meet(engine, arrive, options)
      await alice.run(async () => {
        for (let i = 0; i < 50; i++) {
          await window.room.localParticipant.publishData(new TextEncoder().encode(`n${i}`), { reliable: true })
        }
        const secret = new TextEncoder().encode('not for bob')
        await window.room.localParticipant.publishData(secret, { reliable: true, destinationIdentities: ['carol'] })
        await window.room.localParticipant.publishData(new TextEncoder().encode('quick'), { reliable: false })
      })
      const heard: string[] = []
      await expect
        .poll(async () => heard.push(...(await bob.events()).filter((e) => e.startsWith('dataReceived'))) && heard.length)
        .toBe(51)
      const reliable = heard.map((e) => e.split(' ')[1]).filter((text) => text?.startsWith('n'))
      expect(reliable).toEqual(Array.from({ length: 50 }, (_, i) => `n${i}`))
    })

    test('a long text arrives whole', async ({ engine, arrive }) => {
      const [alice, bob] = await meet(engine, arrive, options)
      await bob.run(() => {
        window.room.registerTextStreamHandler('essay', async (reader) => {
          window.events.push(`essay ${(await reader.readAll()).length}`)
        })
      })
      await alice.run(async () => void (await window.room.localParticipant.sendText('x'.repeat(200_000), { topic: 'essay' })))
      await expect.poll(() => bob.events(), { timeout: 20_000 }).toContain('essay 200000')
    })

    test('a screen is shared, taken back and shared again', async ({ engine, arrive }) => {
      const [alice, bob] = await meet(engine, arrive, options)
      await alice.run(() => window.shareScreen())
      const shared = await bob.expectPictures('alice/screen_share')
      expect([shared.width, shared.height]).toEqual([1280, 720])
      await alice.run(async () => void (await window.room.localParticipant.unpublishTrack(window.screenTrack)))
      await expect.poll(() => bob.received().then((got) => 'alice/screen_share' in got)).toBe(false)
      await alice.run(() => window.shareScreen(640, 360))
      expect((await bob.expectPictures('alice/screen_share')).width).toBe(640)
    })

    test('a track is declined and asked for again', async ({ engine, arrive }) => {
      const [, bob] = await meet(engine, arrive, options)
      await bob.expectPictures('alice/camera')
      const subscribe = (wanted: boolean) =>
        bob.page.evaluate((subscribed) => {
          const [alice] = window.room.remoteParticipants.values()
          alice!.getTrackPublications().filter((p) => p.source === 'camera').forEach((p) => 'setSubscribed' in p && (p.setSubscribed as (s: boolean) => void)(subscribed))
        }, wanted)
      await subscribe(false)
      await expect.poll(() => bob.received().then((got) => got['alice/camera']?.isSubscribed)).toBe(false)
      await subscribe(true)
      await bob.expectPictures('alice/camera')
    })

    test('name, metadata and attributes are changed for everybody', async ({ engine, arrive }) => {
      const [alice, bob] = await meet(engine, arrive, options)
      await alice.run(async () => {
        await window.room.localParticipant.setName('Alice A.')
        await window.room.localParticipant.setMetadata('hello')
        await window.room.localParticipant.setAttributes({ hand: 'up' })
      })
      const seen = () =>
        bob.run(() => {
          const [alice] = window.room.remoteParticipants.values()
          return [alice!.name, alice!.metadata, alice!.attributes.hand]
        })
      await expect.poll(seen).toEqual(['Alice A.', 'hello', 'up'])
    })

    test('the same identity from elsewhere takes the seat', async ({ engine, arrive }) => {
      const [alice, bob, room] = await meet(engine, arrive, options)
      const again = await arrive()
      await again.join(engine, 'alice', room, options)
      await expect.poll(() => alice.run(() => window.room.state)).toBe('disconnected')
      expect(await bob.run(() => window.room.remoteParticipants.size)).toBe(1)
    })

    test('a full reconnect publishes everything again', async ({ engine, arrive }) => {
      const [alice, bob] = await meet(engine, arrive, options)
      await bob.expectPictures('alice/camera')
      await alice.run(() => window.room.simulateScenario('full-reconnect'))
      await expect.poll(() => alice.events(), { timeout: 20_000 }).toContain('reconnected')
      await bob.expectPictures('alice/camera')
    })

    test('a cut signalling connection resumes while media flows', async ({ engine, arrive }) => {
      const [alice, bob] = await meet(engine, arrive, options)
      await bob.expectPictures('alice/camera')
      await bob.events()
      await alice.run(() => window.room.simulateScenario('signal-reconnect'))
      await expect.poll(() => alice.events().then((events) => events.includes('reconnected')), { timeout: 20_000 }).toBe(true)
      await bob.expectPictures('alice/camera')
      expect((await bob.events()).filter((event) => event.startsWith('participantDisconnected'))).toEqual([])
      await alice.run(async () => void (await window.room.localParticipant.publishData(new TextEncoder().encode('still here'), { reliable: true })))
      await expect.poll(() => bob.events().then((events) => events.some((e) => e.startsWith('dataReceived still here')))).toBe(true)
    })
  })
}

test('layers follow what a receiver asks for', async ({ engine, arrive }) => {
  const capture = { videoCaptureDefaults: { resolution: { width: 1280, height: 720, frameRate: 15 } }, dynacast: true }
  const [, bob] = await meet(engine, arrive, capture)
  await bob.expectPictures('alice/camera')
  const ask = (quality: number) =>
    bob.page.evaluate((wanted) => {
      const [alice] = window.room.remoteParticipants.values()
      const [camera] = [...alice!.videoTrackPublications.values()]
      camera!.setVideoQuality(wanted)
    }, quality)
  const width = () => bob.received().then((got) => got['alice/camera']?.width)
  await ask(0)
  await expect.poll(width, { timeout: 20_000 }).toBe(320)
  await ask(1)
  await expect.poll(width, { timeout: 20_000 }).toBe(640)
  await ask(0)
  await expect.poll(width, { timeout: 20_000 }).toBe(320)
})

test('five people in a room all see each other', async ({ engine, arrive }) => {
  const small = { publishDefaults: { simulcast: false }, videoCaptureDefaults: { resolution: { width: 160, height: 90, frameRate: 5 } } }
  const guests: Guest[] = []
  for (const name of ['p0', 'p1', 'p2', 'p3', 'p4']) {
    const guest = await arrive()
    await guest.join(engine, name, 'five', small)
    await guest.run(async () => void (await window.room.localParticipant.enableCameraAndMicrophone()))
    guests.push(guest)
  }
  for (const [index, guest] of guests.entries()) {
    for (const other of guests.keys()) {
      if (other !== index) await guest.expectPictures(`p${other}/camera`, 1)
    }
  }
})

test('a server mutes, renames, forbids and removes', async ({ engine, arrive }) => {
  const [alice, bob, room] = await meet(engine, arrive, {})
  await bob.expectPictures('alice/camera')
  const { participants } = await engine.call<{ participants: { identity: string; tracks: { sid: string; source: string }[] }[] }>('ListParticipants', { room })
  const camera = participants.find((p) => p.identity === 'alice')!.tracks.find((t) => t.source === 'CAMERA')!
  await engine.call('MutePublishedTrack', { room, identity: 'alice', trackSid: camera.sid, muted: true })
  await expect.poll(() => bob.received().then((got) => got['alice/camera']?.isMuted)).toBe(true)
  await engine.call('UpdateParticipant', { room, identity: 'bob', permission: { canSubscribe: true, canPublish: false, canPublishData: true } })
  const refused = await bob.run(() => window.room.localParticipant.setCameraEnabled(true).then(() => '', (error: Error) => error.name))
  expect(refused).not.toBe('')
  await engine.call('RemoveParticipant', { room, identity: 'bob' })
  await expect.poll(() => bob.run(() => window.room.state)).toBe('disconnected')
  await engine.call('DeleteRoom', { room })
  await expect.poll(() => alice.run(() => window.room.state)).toBe('disconnected')
})

test('media goes over TCP where UDP does not get through', async ({ engine, arrive }) => {
  const [alice, , room] = await meet(engine, arrive, {})
  const carol = await arrive({ withoutUdp: true })
  await carol.join(engine, 'carol', room)
  await carol.expectPictures('alice/camera')
  await carol.run(async () => void (await window.room.localParticipant.setCameraEnabled(true)))
  await alice.expectPictures('carol/camera')
  const protocols = await carol.run(async () => {
    const report = (await window.room.engine.pcManager!.publisher.getStats()) as RTCStatsReport
    const used: unknown[] = []
    report.forEach((entry) => {
      if (entry.type === 'candidate-pair' && entry.nominated) used.push(report.get(entry.remoteCandidateId)?.protocol)
    })
    return used
  })
  expect(protocols).toEqual(['tcp'])
})
