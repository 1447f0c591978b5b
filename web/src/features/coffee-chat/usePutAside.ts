// Putting people aside and bringing them back: the card goes at once, and returns when the server does not agree.
import { nextTick, ref, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { DismissalReason, Person } from '@/api/types'
import { useAction } from '@/composables/useAction'
import { useFreshen } from '@/composables/useFreshen'
import { announce } from '@/ui/announce'
import { restingKey } from './dismissals'
import { bringBack, dismiss } from './queries'

/** @param list takes the focus when the card that had it is gone */
export function usePutAside(list: Readonly<Ref<HTMLElement | null>>) {
  const { t } = useI18n()
  const freshen = useFreshen()
  const aside = ref(new Set<string>())

  const putAside = useAction(async (person: Person, reason: DismissalReason) => {
    aside.value.add(person.id)
    void nextTick(() => list.value?.focus({ preventScroll: true }))
    await dismiss(person.id, reason).catch((error: unknown) => {
      aside.value.delete(person.id)
      throw error
    })
    announce(t(restingKey(reason), { name: person.name }), { action: { label: t('people.undo'), run: () => void restoring.run(person.id) } })
    // The other list must not show them either; this one hides the card itself and keeps the rest in place.
    void freshen('suggestions', 'ai-matches')
  })
  const restoring = useAction(async (personId: string) => {
    await bringBack(personId)
    aside.value.delete(personId)
    await freshen('suggestions', 'ai-matches')
  })

  return { isAside: (personId: string) => aside.value.has(personId), putAside }
}
