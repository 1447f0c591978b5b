import { onScopeDispose, ref, watch } from 'vue'
import { listenTo, type Devices } from '@/features/devices'
import { hearMuted, isHintShown, SILENT } from './mutedTalking'

/** Whether to tell the person that they talk while muted. Listens only while the open microphone is muted. */
export function useMutedHint(devices: Devices) {
  const isShown = ref(false)
  let state = SILENT
  let stop: (() => void) | null = null

  function hear(level: number): void {
    state = hearMuted(state, level, Date.now())
    isShown.value = isHintShown(state, Date.now())
  }

  function follow(track: MediaStreamTrack | null): void {
    stop?.()
    isShown.value = false
    stop = track ? listenTo(track, hear) : null
  }

  watch(() => (devices.isMicrophoneMuted.value ? devices.microphone.value : null), follow, { immediate: true })
  onScopeDispose(() => follow(null))
  return isShown
}
