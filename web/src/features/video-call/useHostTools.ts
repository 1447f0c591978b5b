/** What those who run a call can do to it and to the people in it. */
import { useI18n } from 'vue-i18n'
import { useAction } from '@/composables/useAction'
import { admitFromLobby, askToUnmute, changeRole, lockCall, mutePerson, removePerson, returnToLobby, setRule, stopShare, turnAwayFromLobby, type CallRule } from './callApi'
import { useTheCall } from './theCall'

export function useHostTools() {
  const { id, refresh } = useTheCall()
  const { t } = useI18n()

  function tool<Args extends unknown[]>(work: (...args: Args) => Promise<unknown>) {
    return useAction(async (...args: Args) => {
      await work(...args)
      await refresh()
    })
  }

  function rule(name: CallRule) {
    return tool((isOn: boolean) => setRule(id, name, isOn))
  }

  return {
    mute: tool((personId: string) => mutePerson(id, personId)),
    askToUnmute: useAction((personId: string) => askToUnmute(id, personId), { done: t('call.host.askedToUnmute') }),
    stopShare: tool((personId: string) => stopShare(id, personId)),
    returnToLobby: tool((personId: string) => returnToLobby(id, personId)),
    changeRole: tool((personId: string, role: 'moderator' | 'participant') => changeRole(id, personId, role)),
    remove: tool((personId: string) => removePerson(id, personId)),
    admit: tool((personIds: string[]) => Promise.all(personIds.map((personId) => admitFromLobby(id, personId)))),
    turnAway: tool((personId: string) => turnAwayFromLobby(id, personId)),
    /** One for each, so that a second switch is heard while the first is still on its way. */
    rules: { chat: rule('chat'), screen_share: rule('screen_share'), lobby: rule('lobby') },
    lock: tool((isLocked: boolean) => lockCall(id, isLocked)),
  }
}
