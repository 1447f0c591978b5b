/** The chat of one call: stored by the server, told over the live connection. */
import { useQuery } from '@pinia/colada'
import { computed, ref, watch } from 'vue'
import { useAction } from '@/composables/useAction'
import { useSession } from '@/features/session'
import { onRealtime } from '@/realtime'
import { listMessages, sendMessage } from './callApi'

/**
 * @param isInside whether the person is in the call; the chat is for those alone
 * @param isOpen whether the person is looking at it, which keeps the count of unread at nothing
 */
export function useCallChat(id: string, isInside: () => boolean, isOpen: () => boolean) {
  const session = useSession()
  const query = useQuery({ key: () => ['call-messages', id], query: () => listMessages(id), enabled: isInside })
  const messages = computed(() => query.data.value ?? [])
  const seen = ref<Set<string> | null>(null)

  const unread = computed(() => {
    if (isOpen() || !seen.value) return 0
    return messages.value.filter((message) => !seen.value?.has(message.id) && message.sender.id !== session.me?.id).length
  })

  // What was written before one came in counts as read.
  watch(
    [messages, isOpen],
    () => {
      if (query.data.value && (isOpen() || !seen.value)) seen.value = new Set(messages.value.map((message) => message.id))
    },
    { immediate: true },
  )

  onRealtime('video_call.message', ({ data }) => {
    if (data.id === id) void query.refetch()
  })

  const send = useAction(async (text: string) => {
    await sendMessage(id, text)
    await query.refetch()
  })

  return { query, messages, unread, send }
}
