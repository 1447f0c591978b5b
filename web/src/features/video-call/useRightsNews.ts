import { watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { announce } from '@/ui/announce'
import { useTheCall } from './theCall'
import type { RoomView } from './useRoomView'

/** Tells what one may do from now on, when the host changes it while the call goes on. */
export function useRightsNews(view: RoomView): void {
  const { call, canShare, hasChat, isModerator } = useTheCall()
  const { t } = useI18n()

  watch(isModerator, (isNow) => announce(t(isNow ? 'call.rights.moderator' : 'call.rights.participant')))
  watch(canShare, (can) => announce(t(can ? 'call.rights.share' : 'call.shareOff')))
  watch(hasChat, (has) => {
    if (!has && view.panel.value === 'chat') view.panel.value = null
    if (call.value?.my_role !== 'host') announce(t(has ? 'call.rights.chat' : 'call.messages.off'))
  })
}
