import { inject, provide, type InjectionKey } from 'vue'
import type { Call } from './useCall'
import type { RoomView } from './useRoomView'

const CALL: InjectionKey<Call> = Symbol('call')
const VIEW: InjectionKey<RoomView> = Symbol('room view')

/** Makes the visit known to every part of the call room. */
export function provideCall(call: Call): void {
  provide(CALL, call)
}

export function provideRoomView(view: RoomView): void {
  provide(VIEW, view)
}

/** The visit this component is part of. */
export function useTheCall(): Call {
  return present(inject(CALL))
}

/** What is open and in front in the room this component is part of. */
export function useTheRoomView(): RoomView {
  return present(inject(VIEW))
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('used outside of the call room')
  return value
}
