/** Who waits outside, for those who may let them in; they hear of it whatever they have open. */
import { useQuery } from '@pinia/colada'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { LobbyEntry } from '@/api/types'
import { onRealtime } from '@/realtime'
import { announce } from '@/ui/announce'
import { admitFromLobby, listLobby } from './callApi'
import { useTheCall } from './theCall'

export type Lobby = ReturnType<typeof useLobby>

export function useLobby() {
  const { id, call, isModerator } = useTheCall()
  const { t } = useI18n()
  const hasLobby = computed(() => isModerator.value && call.value?.settings.lobby === true)
  const query = useQuery({ key: () => ['call-lobby', id], query: () => listLobby(id), enabled: () => hasLobby.value })
  const waiting = computed(() => (hasLobby.value ? (query.data.value ?? []) : []))

  async function refresh(): Promise<void> {
    if (hasLobby.value) await query.refetch()
  }

  function tellOf({ person }: LobbyEntry): void {
    const run = () => void admitFromLobby(id, person.id).then(refresh, refresh)
    announce(t('call.inLobby', { name: person.name }), { action: { label: t('call.host.admit'), run } })
  }

  onRealtime('video_call.lobby_waiting', async ({ data }) => {
    if (data.id !== id) return
    await refresh()
    const newest = waiting.value.at(-1)
    if (newest) tellOf(newest)
  })
  onRealtime('video_call.participant_joined', refresh)
  onRealtime('video_call.participant_left', refresh)

  return { waiting, refresh }
}
