import { inject, provide, type InjectionKey } from 'vue'
import type { Call } from './useCall'
import type { Lobby } from './useLobby'
import type { RoomView } from './useRoomView'

const CALL: InjectionKey<Call> = Symbol('call')
const VIEW: InjectionKey<RoomView> = Symbol('room view')
const LOBBY: InjectionKey<Lobby> = Symbol('lobby')

/** Makes the visit known to every part of the call room. */
export function provideCall(call: Call): void {
  provide(CALL, call)
}

export function provideRoomView(view: RoomView): void {
  provide(VIEW, view)
}

export function provideLobby(lobby: Lobby): void {
  provide(LOBBY, lobby)
}

/** The visit this component is part of. */
export function useTheCall(): Call {
  return present(inject(CALL))
}

/** What is open and in front in the room this component is part of. */
export function useTheRoomView(): RoomView {
  return present(inject(VIEW))
}

/** Who waits outside of the room this component is part of. */
export function useTheLobby(): Lobby {
  return present(inject(LOBBY))
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('used outside of the call room')
  return value
}
