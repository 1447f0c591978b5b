// What is asked about coffee chats, and the keys under which the answers are kept.
import { useQuery } from '@pinia/colada'
import { api, body } from '@/api/client'
import type { ChatType, DismissalReason } from '@/api/types'
import { usePages } from '@/composables/usePages'
import { requestQuery, type Filters } from '@/features/directory'

export type Side = 'received' | 'sent'

const PATHS = { received: '/api/coffee-chat/received-requests', sent: '/api/coffee-chat/my-requests' } as const

/** The statuses of a tab of the Chats page. */
export const STATUSES = {
  open: 'pending',
  accepted: 'accepted',
  done: 'completed,no_show,not_held',
  closed: 'declined,expired,withdrawn,cancelled',
} as const

export function useRequests(side: Side, statuses: string) {
  return usePages(
    () => ['coffee-chat', side, statuses],
    (cursor) => body(api.GET(PATHS[side], { params: { query: { status: statuses, cursor, limit: 50 } } })),
  )
}

export function useSuggestions(filters: () => Filters) {
  return useQuery({
    key: () => ['suggestions', requestQuery({ ...filters(), q: '' })],
    query: async () => {
      const { q: _, ...query } = requestQuery(filters())
      return (await body(api.GET('/api/coffee-chat/suggestions', { params: { query } }))).items
    },
  })
}

/** Says whose cards were on the screen. */
export async function reportShown(personIds: string[]): Promise<void> {
  await api.POST('/api/coffee-chat/suggestions/shown', { body: { person_ids: personIds } })
}

/** Who can help me, and whom I can help. */
export function useAiMatches() {
  return useQuery({ key: ['ai-matches'], query: () => body(api.GET('/api/coffee-chat/ai-matches')) })
}

/** Whom I wait for, the longest first. */
export function useWaitList() {
  return useQuery({ key: ['wait-list'], query: async () => (await body(api.GET('/api/coffee-chat/wait-list'))).items })
}

/** Puts somebody aside: for four weeks when it is only not the moment, else for half a year. */
export async function dismiss(personId: string, reason: DismissalReason): Promise<void> {
  await api.POST('/api/coffee-chat/suggestions/{person_id}/dismiss', { params: { path: { person_id: personId } }, body: { reason } })
}

/** Takes that back. */
export async function bringBack(personId: string): Promise<void> {
  await api.DELETE('/api/coffee-chat/suggestions/{person_id}/dismiss', { params: { path: { person_id: personId } } })
}

export interface NewRequest {
  recipient_id: string
  type: ChatType
  message: string
  proposed_times: string[]
  duration_minutes: number
  time_zone: string
}

export function sendRequest(request: NewRequest) {
  return body(api.POST('/api/coffee-chat/request', { body: { ...request, message: request.message || undefined } }))
}

type Answer =
  | { action: 'accept'; selected_time: string }
  | { action: 'decline'; message?: string; pause: boolean }
  | { action: 'counter'; proposed_times: string[] }

function respond(id: string, answer: Answer) {
  return body(api.POST('/api/coffee-chat/{id}/respond', { params: { path: { id } }, body: answer }))
}

export const accept = (id: string, time: string) => respond(id, { action: 'accept', selected_time: time })
/** @param isPausing also asks to be left in peace for four weeks */
export const decline = (id: string, message: string, isPausing: boolean) =>
  respond(id, { action: 'decline', message: message || undefined, pause: isPausing })
export const counter = (id: string, times: string[]) => respond(id, { action: 'counter', proposed_times: times })

export function withdraw(id: string) {
  return body(api.POST('/api/coffee-chat/{id}/withdraw', { params: { path: { id } } }))
}

export function cancel(id: string, reason: string) {
  return body(api.POST('/api/coffee-chat/{id}/cancel', { params: { path: { id } }, body: { reason: reason || undefined } }))
}

export interface Feedback {
  met: boolean
  rating: number
  again: boolean
}

export function rate(id: string, feedback: Feedback) {
  return body(api.POST('/api/coffee-chat/{id}/feedback', { params: { path: { id } }, body: { ...feedback, note: null } }))
}
