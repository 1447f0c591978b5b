import { useQuery } from '@pinia/colada'
import { api, body } from '@/api/client'

const SHOWN = 20

export function useNotifications() {
  return useQuery({
    key: ['notifications'],
    query: () => body(api.GET('/api/notifications', { params: { query: { limit: SHOWN } } })),
  })
}

/** Marks every line as read. */
export function readAll() {
  return body(api.POST('/api/notifications/read', { body: {} }))
}
