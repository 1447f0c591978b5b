/** The question of a host whether one would turn the microphone on. It waits until it is answered; nobody answers it for one. */
import { computed, ref, watch } from 'vue'
import { onRealtime } from '@/realtime'
import { useTheCall } from './theCall'

export function useUnmuteRequest() {
  const { id, call, me, room } = useTheCall()
  /** The id of who asks. */
  const askedBy = ref<string | null>(null)

  onRealtime('video_call.unmute_requested', ({ data }) => {
    const isForMe = data.id === id && data.user_id === me.value?.id
    if (isForMe && !room.isMicrophoneOn.value) askedBy.value = String(data.asked_by)
  })
  watch(room.isMicrophoneOn, (isOn) => {
    if (isOn) askedBy.value = null
  })

  const asker = computed(() => {
    const inRoom = room.people.value.find((person) => person.personId === askedBy.value)
    return inRoom?.name ?? call.value?.participants.find((each) => each.person.id === askedBy.value)?.person.name ?? null
  })

  async function accept(): Promise<void> {
    askedBy.value = null
    if (!room.isMicrophoneOn.value) await room.toggleMicrophone()
  }

  return { isAsked: computed(() => askedBy.value !== null), asker, accept, decline: () => (askedBy.value = null) }
}
