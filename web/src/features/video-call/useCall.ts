/** One visit to one call: its record, the phase the visit is in, and the room while there is one. */
import { useQuery } from '@pinia/colada'
import { computed, nextTick, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { Problem } from '@/api/problem'
import type { VideoCallView } from '@/api/types'
import { useFreshen } from '@/composables/useFreshen'
import { useDevices } from '@/features/devices'
import { useSession } from '@/features/session'
import { onRealtime } from '@/realtime'
import { announce, dismissAll } from '@/ui/announce'
import { beat, endCall, getCall, joinCall, leaveCall, type Joined, type WaitingFor } from './callApi'
import { isInRoom, nextPhase, type CallEvent, type CallPhase } from './callPhase'
import { reasonOfProblem, type EndReason } from './endReason'
import { useCallRoom } from './useCallRoom'
import { useDeviceNews } from './useDeviceNews'
import { useQualityReports } from './useQualityReports'

export type Call = ReturnType<typeof useCall>

/** How often a person in the lobby asks whether the door is open, should the news of it get lost. */
const LOBBY_ASKS_EVERY_MS = 5_000
const BEATS_EVERY_MS = 20_000

export function useCall(id: string) {
  const { t, locale } = useI18n()
  const session = useSession()
  const freshen = useFreshen()
  const phase = shallowRef<CallPhase>({ name: 'loading' })
  const opensAt = ref<string | null>(null)
  const waitingFor = ref<WaitingFor>('admission')
  const sessionId = ref<string | null>(null)
  /** Where a provider that brings its own page puts it. */
  const frameParent = shallowRef<HTMLElement | null>(null)

  const record = useQuery({ key: () => ['video-calls', id], query: () => getCall(id) })
  const call = computed(() => record.data.value ?? null)
  const devices = useDevices()
  const room = useCallRoom(devices, {
    connected: () => {
      send({ type: 'connected', at: Date.now() })
      quality.connected()
    },
    lost: () => send({ type: 'lost', at: Date.now() }),
    restored: () => send({ type: 'restored' }),
    ended: (reason) => void endedByRoom(reason),
    mutedByHost: () => announce(t('call.mutedByHost')),
  })

  const quality = useQualityReports(id, room)
  useDeviceNews(devices, () => isInRoom(phase.value))

  const me = computed(() => session.me)
  const isElsewhere = computed(() => call.value !== null && hasMe(call.value))
  const isModerator = computed(() => call.value?.my_role === 'host' || call.value?.my_role === 'moderator')
  const hasChat = computed(() => call.value?.settings.chat !== false)
  const canShare = computed(() => call.value?.settings.screen_share !== false || isModerator.value)
  const canLock = computed(() => isModerator.value && call.value?.type !== 'coffee_chat' && call.value?.type !== 'mentorship')

  watch(
    [call, () => record.error.value],
    ([loaded, error]) => {
      if (phase.value.name !== 'loading') return
      if (loaded) send({ type: 'loaded' })
      else if (error) refused(error)
    },
    { immediate: true },
  )

  function hasMe({ participants }: VideoCallView): boolean {
    return participants.some((each) => each.person.id === me.value?.id && each.is_present)
  }

  function send(event: CallEvent): void {
    phase.value = nextPhase(phase.value, event)
  }

  function end(reason: EndReason): void {
    quality.left()
    dismissAll()
    send({ type: 'ended', reason, at: Date.now() })
    void freshen('video-calls')
  }

  /** Another window of mine also puts this one out, and so does being sent back to the lobby; the call as it is now tells them apart. */
  async function endedByRoom(reason: EndReason): Promise<void> {
    if (reason !== 'removed') return end(reason)
    // With this window's part ended, only another one of mine is in the call.
    await leaveCall(id, sessionId.value).catch(() => undefined)
    // Asked for here and not of the cache, where a newer request would leave us the old answer. Who is removed gets none.
    const current = await getCall(id).catch(() => null)
    if (current && hasMe(current)) end('moved')
    else if (current?.status === 'active' && current.settings.lobby && current.my_role === 'participant') await backToLobby()
    else end('removed')
  }

  async function backToLobby(): Promise<void> {
    quality.left()
    sessionId.value = null
    waitingFor.value = 'admission'
    send({ type: 'wait', at: Date.now() })
    announce(t('call.lobby.sentBack'))
    await knock()
  }

  function refused(error: unknown): void {
    if (!(error instanceof Problem)) return end('could-not-join')
    opensAt.value = typeof error.extension('opens_at') === 'string' ? String(error.extension('opens_at')) : null
    const reason = reasonOfProblem({ status: error.status, slug: error.slug, reason: error.reason ?? undefined })
    end(reason === 'removed' && phase.value.name === 'lobby' ? 'not-admitted' : reason)
  }

  async function join(): Promise<void> {
    send({ type: 'join' })
    await knock()
  }

  async function knock(): Promise<void> {
    // Time spent waiting to be let in is not time that joining took.
    const askedAt = quality.now()
    try {
      const joined = await joinCall(id, navigator.userAgent.slice(0, 200))
      await answered(joined, askedAt)
    } catch (error) {
      await room.leave()
      refused(error)
    }
  }

  async function answered(joined: Joined, askedAt: number): Promise<void> {
    if ('waiting' in joined) {
      waitingFor.value = joined.reason
      return send({ type: 'wait', at: Date.now() })
    }
    send({ type: 'admitted' })
    await nextTick()
    sessionId.value = joined.session_id
    quality.admitted(joined.session_id, askedAt)
    if (phase.value.name !== 'joining' || !frameParent.value) return leaveCall(id, joined.session_id)
    await room.enter(joined.connection, {
      parent: frameParent.value,
      displayName: me.value?.name ?? '',
      personId: me.value?.id ?? '',
      language: locale.value,
      title: t('call.frame'),
    })
  }

  function askAgain(): void {
    if (phase.value.name === 'lobby') void knock()
  }

  async function leave(): Promise<void> {
    end('left')
    await Promise.allSettled([room.leave(), leaveCall(id, sessionId.value)])
  }

  async function endForAll(): Promise<void> {
    await endCall(id)
  }

  /** Back to the page before the call, e.g. after the connection was lost. */
  async function again(): Promise<void> {
    send({ type: 'again' })
    sessionId.value = null
    await record.refetch()
    send({ type: 'loaded' })
  }

  onRealtime('video_call.updated', askAgain)
  onRealtime('video_call.ended', ({ data }) => {
    if (data.id === id && room.isFrame.value) void room.leave().then(() => end('call-ended'))
  })
  onRealtime('video_call.cancelled', ({ data }) => {
    if (data.id !== id) return
    send({ type: 'again' })
    end('cancelled')
  })
  const timers = [setInterval(askAgain, LOBBY_ASKS_EVERY_MS), setInterval(stillHere, BEATS_EVERY_MS)]
  window.addEventListener('pagehide', lastWord)
  onScopeDispose(() => {
    timers.forEach(clearInterval)
    window.removeEventListener('pagehide', lastWord)
    lastWord()
  })

  async function stillHere(): Promise<void> {
    if (!isInRoom(phase.value) || !sessionId.value) return
    try {
      await beat(id, sessionId.value)
    } catch (error) {
      // A page inside ours is not put out by the server, so it hears of its end here. Other failures the next beat makes good.
      const isOver = error instanceof Problem && error.reason === 'session_ended' && room.isFrame.value
      if (!isOver) return
      await room.leave()
      await endedByRoom('removed')
    }
  }

  function lastWord(): void {
    if (isInRoom(phase.value) || phase.value.name === 'lobby') void leaveCall(id, sessionId.value, true).catch(() => undefined)
  }

  return { id, call, refresh: () => record.refetch(), phase, opensAt, waitingFor, frameParent, devices, room, quality, me, isElsewhere, isModerator, hasChat, canShare, canLock, join, leave, endForAll, again }
}
