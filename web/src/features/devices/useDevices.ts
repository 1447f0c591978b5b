/** Camera, microphone and speaker of one visit to a call: what is on, which is used, what went wrong. */
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { Capture, CaptureError, type CaptureKind, type CaptureProblem } from './capture'
import {
  deviceChange,
  devicesFrom,
  readPreferences,
  wantedDevice,
  writePreferences,
  type Device,
  type DeviceKind,
} from './devicePreferences'

/** What happened to a device by itself, told to the person once. */
export interface DeviceNotice {
  kind: 'lost' | 'returned'
  device: CaptureKind
  /** Label of the device now in use; empty when it is the browser's own choice. */
  label: string
}

export type Devices = ReturnType<typeof useDevices>

/** Starts with everything closed; the calling component's end closes everything, open prompts included. */
export function useDevices(media: MediaDevices | undefined = navigator.mediaDevices) {
  const capture = new Capture(media)
  const preferences = ref(readPreferences(localStorage))
  const list = shallowRef<Device[]>([])
  const camera = shallowRef<MediaStreamTrack | null>(null)
  const microphone = shallowRef<MediaStreamTrack | null>(null)
  const isMicrophoneMuted = ref(true)
  const opening = ref<Record<CaptureKind, boolean>>({ camera: false, microphone: false })
  const problems = ref<Record<CaptureKind, CaptureProblem | null>>({ camera: null, microphone: null })
  const notice = ref<DeviceNotice | null>(null)
  const tracks = { camera, microphone }

  watch(preferences, (next) => writePreferences(localStorage, next), { deep: true })

  async function refresh(): Promise<void> {
    list.value = devicesFrom((await media?.enumerateDevices()) ?? [])
  }

  async function open(kind: CaptureKind): Promise<void> {
    opening.value[kind] = true
    try {
      const wanted = wantedDevice(kind, list.value, preferences.value[kind]) ?? preferences.value[kind]
      const track = await capture.open(kind, wanted?.id ?? null)
      if (!track) return
      problems.value[kind] = null
      tracks[kind].value = track
      track.addEventListener('ended', () => trackEnded(kind, track))
      await refresh()
    } catch (error) {
      problems.value[kind] = error instanceof CaptureError ? error.problem : 'failed'
      close(kind)
    } finally {
      opening.value[kind] = false
    }
  }

  function close(kind: CaptureKind): void {
    capture.close(kind)
    tracks[kind].value = null
  }

  function trackEnded(kind: CaptureKind, track: MediaStreamTrack): void {
    if (tracks[kind].value === track) void devicesChanged()
  }

  async function setCamera(on: boolean): Promise<void> {
    preferences.value.cameraOn = on
    if (on) await open('camera')
    else close('camera')
  }

  /** Muting keeps the microphone open so that the first word after it is not lost; `release` closes it. */
  async function setMicrophone(on: boolean): Promise<void> {
    preferences.value.microphoneOn = on
    if (!on && opening.value.microphone) close('microphone')
    if (on && !microphone.value) await open('microphone')
    isMicrophoneMuted.value = !on || !microphone.value
    if (microphone.value) microphone.value.enabled = on
  }

  async function choose(kind: DeviceKind, id: string): Promise<void> {
    const device = list.value.find((each) => each.kind === kind && each.id === id)
    if (!device) return
    preferences.value[kind] = { id: device.id, label: device.label }
    if (kind !== 'speaker' && tracks[kind].value) await reopen(kind)
  }

  async function reopen(kind: CaptureKind): Promise<void> {
    await open(kind)
    if (kind === 'microphone' && microphone.value) microphone.value.enabled = !isMicrophoneMuted.value
  }

  async function devicesChanged(): Promise<void> {
    await refresh()
    for (const kind of ['camera', 'microphone'] as const) await followChange(kind)
  }

  async function followChange(kind: CaptureKind): Promise<void> {
    const track = tracks[kind].value
    if (!track) return
    const usedId = track.readyState === 'ended' ? 'gone' : (track.getSettings().deviceId ?? null)
    const change = deviceChange(kind, usedId, list.value, preferences.value[kind])
    if (change.kind === 'none') return
    await reopen(kind)
    notice.value = { kind: change.kind, device: kind, label: change.to?.label ?? '' }
  }

  function release(): void {
    close('camera')
    close('microphone')
    isMicrophoneMuted.value = true
  }

  media?.addEventListener('devicechange', devicesChanged)
  onScopeDispose(() => {
    media?.removeEventListener('devicechange', devicesChanged)
    capture.end()
  })
  void refresh()

  return {
    list,
    preferences,
    camera,
    microphone,
    isMicrophoneMuted,
    isCameraOn: computed(() => camera.value !== null),
    isMicrophoneOn: computed(() => microphone.value !== null && !isMicrophoneMuted.value),
    speakerId: computed(() => wantedDevice('speaker', list.value, preferences.value.speaker)?.id ?? null),
    opening,
    problems,
    notice,
    setCamera,
    setMicrophone,
    choose,
    release,
  }
}
