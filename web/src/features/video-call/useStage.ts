/** Measures the stage and decides who is shown where on it. */
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { chooseStage, gridLayout, pageCapacity, settleOrder, type LayoutPerson, type Size } from './callLayout'
import type { RoomPerson } from './callRoom'
import type { RoomView } from './useRoomView'

export function useStage(people: Ref<RoomPerson[]>, view: RoomView, element: Ref<HTMLElement | null>) {
  const area = ref<Size>({ width: 0, height: 0 })
  const order = shallowRef<string[]>([])
  const page = ref(0)

  const observer = new ResizeObserver(([entry]) => {
    if (entry) area.value = { width: entry.contentRect.width, height: entry.contentRect.height }
  })
  watch(element, (next, old) => {
    if (old) observer.unobserve(old)
    if (next) observer.observe(next)
  }, { immediate: true, flush: 'post' })
  onScopeDispose(() => observer.disconnect())

  const capacity = computed(() => pageCapacity(area.value))
  const persons = computed<LayoutPerson[]>(() =>
    people.value.map(({ id, isLocal, screen, lastSpokeAt }) => ({ id, isLocal, isSharing: screen !== null, lastSpokeAt })),
  )
  watch([persons, capacity], () => (order.value = settleOrder(order.value, persons.value, capacity.value)), { immediate: true })

  const stage = computed(() =>
    chooseStage({
      people: persons.value,
      order: order.value,
      mode: view.mode.value,
      pinned: view.pinned.value,
      page: page.value,
      capacity: capacity.value,
    }),
  )
  const grid = computed(() => gridLayout(stage.value.kind === 'grid' ? stage.value.tiles.length : 1, area.value))
  const byId = computed(() => new Map(people.value.map((person) => [person.id, person])))
  const pick = (ids: string[]) => ids.map((id) => byId.value.get(id)).filter((person) => person !== undefined)

  const tiles = computed(() => (stage.value.kind === 'grid' ? pick(stage.value.tiles) : []))
  const strip = computed(() => (stage.value.kind === 'grid' ? [] : pick(stage.value.strip)))
  const main = computed(() => (stage.value.kind === 'speaker' ? byId.value.get(stage.value.main) : undefined))
  const sharer = computed(() => (stage.value.kind === 'share' ? byId.value.get(stage.value.sharer) : undefined))
  const self = computed(() => (stage.value.floatingSelf ? people.value.find((person) => person.isLocal) : undefined))

  return { stage, grid, tiles, strip, main, sharer, self, turn: (by: number) => (page.value += by) }
}
