// The present moment as a ref that ticks, one timer for the whole page.
import { onScopeDispose, readonly, ref, type Ref } from 'vue'

const SECOND_MS = 1000

const now = ref(new Date())
let users = 0
let timer: ReturnType<typeof setInterval> | undefined

/** A clock that moves every second while somebody looks at it. */
export function useNow(): Readonly<Ref<Date>> {
  now.value = new Date()
  if (users++ === 0) timer = setInterval(() => (now.value = new Date()), SECOND_MS)
  onScopeDispose(() => {
    if (--users === 0) clearInterval(timer)
  })
  return readonly(now) as Readonly<Ref<Date>>
}
