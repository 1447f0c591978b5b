import { watch, type Ref } from 'vue'

const ASKS_AGAIN_AFTER_MS = 10_000

/** Asks again a while after each answer, for as long as the answers say that there is more to come. */
export function useAskAgain<T>(query: { data: Readonly<Ref<T | undefined>>; refetch: () => unknown }, isUnfinished: (answer: T) => boolean): void {
  watch(
    query.data,
    (answer, _, onCleanup) => {
      if (answer === undefined || !isUnfinished(answer)) return
      const timer = setTimeout(() => void query.refetch(), ASKS_AGAIN_AFTER_MS)
      onCleanup(() => clearTimeout(timer))
    },
    { immediate: true },
  )
}
