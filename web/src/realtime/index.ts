// The app's one live connection: keeps cached answers fresh and lets features listen to single events.
import { defineStore } from 'pinia'
import { onScopeDispose, ref } from 'vue'
import { useFreshen } from '@/composables/useFreshen'
import { RealtimeConnection, type RealtimeState } from './connection'
import type { EventName, RealtimeEvent } from './events'
import { staleAfter } from './invalidation'

export type { EventName, RealtimeEvent } from './events'
export type { RealtimeState } from './connection'

type Listener = (event: RealtimeEvent) => void

const listeners = new Map<EventName, Set<Listener>>()

export const useRealtime = defineStore('realtime', () => {
  const state = ref<RealtimeState>('offline')
  const freshen = useFreshen()

  const connection = new RealtimeConnection({
    open: () => new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/realtime`),
    schedule: (task, delayMs) => {
      const timer = setTimeout(task, delayMs)
      return () => clearTimeout(timer)
    },
    random: Math.random,
    onEvent: (event) => {
      const stale = staleAfter(event.event)
      if (stale.length > 0) void freshen(...stale)
      listeners.get(event.event)?.forEach((listener) => listener(event))
    },
    onGap: () => void freshen(),
    onState: (next) => (state.value = next),
  })

  window.addEventListener('online', () => connection.retryNow())

  return { state, start: () => connection.start(), stop: () => connection.stop() }
})

/** Calls `listener` for every such event while the calling component lives. */
export function onRealtime(event: EventName, listener: Listener): void {
  const set = listeners.get(event) ?? new Set()
  listeners.set(event, set.add(listener))
  onScopeDispose(() => set.delete(listener))
}
