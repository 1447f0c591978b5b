// The requests that wait for my answer: asked by others, or answered by others with new times.
import { computed } from 'vue'
import { STATUSES, useRequests } from './queries'

export function useWaiting() {
  const received = useRequests('received', STATUSES.open)
  const sent = useRequests('sent', STATUSES.open)
  const items = computed(() =>
    [...received.items.value, ...sent.items.value]
      .filter((request) => request.awaiting === 'me')
      .sort((a, b) => b.created_at.localeCompare(a.created_at)),
  )
  return { items, query: received.query }
}
