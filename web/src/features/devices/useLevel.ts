import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { listenTo } from './sound'

/** How loud a track is right now (0 to 1), also while it is muted; 0 without one. */
export function useLevel(track: () => MediaStreamTrack | null): Ref<number> {
  const level = ref(0)
  let stop: (() => void) | null = null

  function follow(next: MediaStreamTrack | null): void {
    stop?.()
    level.value = 0
    stop = next ? listenTo(next, (loudness) => (level.value = loudness)) : null
  }

  watch(track, follow, { immediate: true })
  onScopeDispose(() => follow(null))
  return level
}
