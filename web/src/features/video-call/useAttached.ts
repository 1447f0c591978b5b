import { watch, type Ref } from 'vue'
import type { MediaSourceHandle } from './callRoom'

/** Plays `source` in `element`, and lets go of it when either changes or the component ends. */
export function useAttached(source: () => MediaSourceHandle, element: Ref<HTMLMediaElement | null>): void {
  watch(
    // Getters only: in production builds a template ref in this list runs the callback at every look, which restarts the picture.
    [() => source().key, () => element.value],
    (_, __, onCleanup) => {
      const [playing, player] = [source(), element.value]
      if (!player) return
      playing.attach(player)
      onCleanup(() => playing.detach(player))
    },
    { immediate: true, flush: 'post' },
  )
}
