/** Holds the provider's room of one visit and keeps it in step with the person's devices. */
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { JoinView } from '@/api/types'
import { captureScreen, type Devices } from '@/features/devices'
import type { CallRoom, RoomEvents, RoomPerson } from './callRoom'
import type { EndReason } from './endReason'
import { ALONE, beTogether } from './togetherTime'

export interface RoomHooks {
  connected(): void
  lost(): void
  restored(): void
  ended(reason: EndReason): void
  mutedByHost(): void
}

export interface FrameSetup {
  parent: HTMLElement
  displayName: string
  personId: string
  language: string
  title: string
}

const isRaised = (person: RoomPerson | null) => person !== null && person.handRaisedAt !== null

export function useCallRoom(devices: Devices, hooks: RoomHooks) {
  const room = shallowRef<CallRoom | null>(null)
  const people = shallowRef<RoomPerson[]>([])
  const share = shallowRef<MediaStream | null>(null)
  const frame = ref({ microphone: false, camera: false, sharing: false })
  const isSoundBlocked = ref(false)
  const together = shallowRef(ALONE)
  /** A hand that goes up while still connecting, until the room tells of it. */
  const raisesOnArrival = ref(false)

  const self = computed(() => people.value.find((person) => person.isLocal) ?? null)
  const isHandUp = computed(() => raisesOnArrival.value || isRaised(self.value))
  const isFrame = computed(() => room.value?.kind === 'frame')
  const isSharing = computed(() => (isFrame.value ? frame.value.sharing : share.value !== null))
  const isMicrophoneOn = computed(() => (isFrame.value ? frame.value.microphone : devices.isMicrophoneOn.value))
  const isCameraOn = computed(() => (isFrame.value ? frame.value.camera : devices.isCameraOn.value))

  const events: RoomEvents = {
    people: (next) => {
      // A room that is closing still tells how it empties.
      if (!room.value) return
      people.value = next
      if (isRaised(self.value)) raisesOnArrival.value = false
      together.value = beTogether(together.value, next.filter((person) => !person.isLocal).map((person) => person.name), Date.now())
    },
    lost: hooks.lost,
    restored: hooks.restored,
    ended: (reason) => {
      close()
      hooks.ended(reason)
    },
    soundBlocked: (isBlocked) => (isSoundBlocked.value = isBlocked),
    shareEnded: () => stopShare(),
    mutedByHost: () => {
      void devices.setMicrophone(false)
      hooks.mutedByHost()
    },
    ownDevices: (state) => (frame.value = state),
  }

  /** Connects; on return the person is inside, or has left meanwhile. @throws when the provider cannot be reached */
  async function enter(connection: JoinView['connection'], setup: FrameSetup): Promise<void> {
    const entered = await roomFor(connection, setup)
    room.value = entered
    await entered.connect()
    if (room.value !== entered) return entered.leave()
    hooks.connected()
    if (raisesOnArrival.value) await entered.setHand(Date.now())
    if (entered.kind === 'tracks') await publish(entered)
  }

  async function roomFor(connection: JoinView['connection'], setup: FrameSetup): Promise<CallRoom> {
    if (connection.kind === 'livekit') {
      const { LivekitRoom } = await import('./adapters/livekit')
      return new LivekitRoom(connection, events)
    }
    // A device that is still opening is wanted.
    const { isMicrophoneOn: hasSound, isCameraOn: hasPicture, opening } = devices
    const startMuted = {
      microphone: !hasSound.value && !opening.value.microphone,
      camera: !hasPicture.value && !opening.value.camera,
    }
    frame.value = { microphone: !startMuted.microphone, camera: !startMuted.camera, sharing: false }
    // The frame opens the devices itself; two owners of one camera fail on some systems.
    devices.release()
    const { JitsiRoom } = await import('./adapters/jitsi')
    return new JitsiRoom(connection, { ...setup, startMuted }, events)
  }

  async function publish(entered: CallRoom): Promise<void> {
    if (entered.kind !== 'tracks') return
    await Promise.all([
      entered.setMicrophone(devices.microphone.value, devices.isMicrophoneMuted.value),
      entered.setCamera(devices.camera.value),
      devices.speakerId.value ? entered.setSpeaker(devices.speakerId.value) : undefined,
    ])
  }

  watch(devices.camera, (track) => tracksRoom()?.setCamera(track))
  watch([devices.microphone, devices.isMicrophoneMuted], ([track, isMuted]) => tracksRoom()?.setMicrophone(track, isMuted))
  watch(devices.speakerId, (id) => id && tracksRoom()?.setSpeaker(id))

  function tracksRoom() {
    return room.value?.kind === 'tracks' ? room.value : null
  }

  async function toggleMicrophone(): Promise<void> {
    if (room.value?.kind === 'frame') room.value.toggleMicrophone()
    else await devices.setMicrophone(!devices.isMicrophoneOn.value)
  }

  async function toggleCamera(): Promise<void> {
    if (room.value?.kind === 'frame') room.value.toggleCamera()
    else await devices.setCamera(!devices.isCameraOn.value)
  }

  async function toggleShare(): Promise<void> {
    const current = room.value
    if (current?.kind === 'frame') return current.toggleShare()
    if (share.value || !current) return stopShare()
    const stream = await captureScreen(() => room.value === current)
    if (!stream) return
    share.value = stream
    stream.getVideoTracks()[0]?.addEventListener('ended', () => stopShare())
    await current.setShare(stream)
  }

  function stopShare(): void {
    if (!share.value) return
    share.value.getTracks().forEach((track) => track.stop())
    share.value = null
    void tracksRoom()?.setShare(null)
  }

  async function toggleHand(): Promise<void> {
    const goesUp = !isHandUp.value
    raisesOnArrival.value = goesUp && !self.value
    if (self.value) await room.value?.setHand(goesUp ? Date.now() : null)
  }

  async function leave(): Promise<void> {
    const left = room.value
    close()
    await left?.leave()
  }

  function close(): void {
    stopShare()
    together.value = beTogether(together.value, [], Date.now())
    room.value = null
    people.value = []
    isSoundBlocked.value = false
    devices.release()
  }

  onScopeDispose(() => void leave())

  return {
    people,
    self,
    together,
    isFrame,
    isSharing,
    isMicrophoneOn,
    isCameraOn,
    isHandUp,
    isSoundBlocked,
    enter,
    leave,
    toggleMicrophone,
    toggleCamera,
    toggleShare,
    toggleHand,
    startSound: () => tracksRoom()?.startSound(),
    awaitsPicture: () => tracksRoom()?.awaitsPicture() ?? false,
    measure: async () => (await room.value?.measure()) ?? null,
  }
}
