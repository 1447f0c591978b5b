// The profile while it is being edited: a draft over the saved version.
import { useQueryCache } from '@pinia/colada'
import { computed, ref, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Place, ProfileView, UpdateProfile } from '@/api/types'
import { useAction } from '@/composables/useAction'
import { useFreshen } from '@/composables/useFreshen'
import { announce } from '@/ui/announce'
import { editable, saveProfile, useProfile } from './queries'

export function useProfileForm() {
  const query = useProfile()
  const cache = useQueryCache()
  const freshen = useFreshen()
  const { t } = useI18n()

  const draft = ref<UpdateProfile | null>(null)
  /** The place as it is shown; the draft holds its id. */
  const place = ref<Place | null>(null)

  watch(query.data, (profile) => profile && reset(profile), { immediate: true })

  function reset(profile: ProfileView): void {
    draft.value = structuredClone(editable(profile))
    place.value = profile.place ?? null
  }
  watch(place, (next) => {
    if (draft.value) draft.value.place_id = next?.id ?? null
  })

  const isChanged = computed(() => {
    const saved = query.data.value
    return Boolean(saved && draft.value && JSON.stringify(editable(saved)) !== JSON.stringify(draft.value))
  })

  const saving = useAction(
    async () => {
      const version = query.data.value?.version
      if (!draft.value || version === undefined) return
      const saved = await saveProfile(draft.value, version)
      cache.setQueryData(['profile'], saved)
      await freshen('suggestions', 'ai-matches', 'people')
    },
    {
      done: () => t('common.saved'),
      onProblem: (problem) => {
        if (problem.status !== 412) return false
        announce(t('profile.changedElsewhere'))
        void query.refetch()
        return true
      },
    },
  )

  /** The complaint about one field, in words. */
  const fieldError = (name: string): string | undefined => saving.problem.value?.field(`/${name}`)

  return { query, draft, place, isChanged, saving, fieldError }
}

export type ProfileForm = ReturnType<typeof useProfileForm>
