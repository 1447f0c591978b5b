// Who is signed in.
import { useQueryCache } from '@pinia/colada'
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { api, body, onSignedOut } from '@/api/client'
import { Problem } from '@/api/problem'
import type { MeView } from '@/api/types'
import { language } from '@/i18n'
import type { Language } from '@/i18n/languages'
import { useRealtime } from '@/realtime'

export const useSession = defineStore('session', () => {
  const me = ref<MeView | null>(null)
  const isKnown = ref(false)
  const realtime = useRealtime()
  const cache = useQueryCache()

  const timeZone = computed(() => me.value?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone)

  onSignedOut(() => set(null))

  function set(next: MeView | null): void {
    const isSomebodyElse = next?.id !== me.value?.id
    me.value = next
    isKnown.value = true
    if (!isSomebodyElse) return
    if (next?.language === null) void tellLanguage(language())
    cache.getEntries().forEach((entry) => cache.remove(entry))
    realtime.stop()
    if (next) realtime.start()
  }

  /** Asks the server once who this is; afterwards the answer is known. */
  async function restore(): Promise<void> {
    if (isKnown.value) return
    try {
      set(await body(api.GET('/api/me')))
    } catch (error) {
      if (error instanceof Problem && error.status === 401) set(null)
      else throw error
    }
  }

  /** Has letters written in this language from now on. That it fails is told to nobody: the next choice tells it again. */
  async function tellLanguage(chosen: Language): Promise<void> {
    if (!me.value) return
    const answer = await api.PUT('/api/me/language', { body: { language: chosen } }).catch(() => null)
    if (answer && me.value) me.value = { ...me.value, language: chosen }
  }

  async function signIn(email: string, password: string): Promise<void> {
    await api.POST('/api/auth/login', { body: { email, password } })
    set(await body(api.GET('/api/me')))
  }

  async function signOut(): Promise<void> {
    await api.POST('/api/auth/logout', {})
    set(null)
  }

  return { me, isKnown, timeZone, restore, signIn, signOut, set, tellLanguage }
})
