import { onScopeDispose, readonly, ref, watch, type Ref } from 'vue'

/** Follows `now` once it has stayed the same for `afterMs`, so that what flickers is not shown. */
export function useSettled(now: () => boolean, afterMs: number): Readonly<Ref<boolean>> {
  const settled = ref(now())
  let timer: ReturnType<typeof setTimeout> | undefined

  watch(now, (next) => {
    clearTimeout(timer)
    if (next !== settled.value) timer = setTimeout(() => (settled.value = next), afterMs)
  })
  onScopeDispose(() => clearTimeout(timer))
  return readonly(settled)
}
