/** What those who run a call can do to it and to the people in it. */
import { useAction } from '@/composables/useAction'
import { admitFromLobby, changeRole, lockCall, mutePerson, removePerson, turnAwayFromLobby } from './callApi'
import { useTheCall } from './theCall'

export function useHostTools() {
  const { id, call, refresh } = useTheCall()

  function tool<Args extends unknown[]>(work: (...args: Args) => Promise<unknown>) {
    return useAction(async (...args: Args) => {
      await work(...args)
      await refresh()
    })
  }

  return {
    mute: tool((personId: string) => mutePerson(id, personId)),
    changeRole: tool((personId: string, role: 'moderator' | 'participant') => changeRole(id, personId, role)),
    remove: tool((personId: string) => removePerson(id, personId)),
    admit: tool((personIds: string[]) => Promise.all(personIds.map((personId) => admitFromLobby(id, personId)))),
    turnAway: tool((personId: string) => turnAwayFromLobby(id, personId)),
    lock: tool((isLocked: boolean) => lockCall(id, call.value?.version ?? 0, isLocked)),
  }
}
