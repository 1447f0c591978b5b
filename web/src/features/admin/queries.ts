// What the team asks and does.
import { useQuery } from '@pinia/colada'
import { api, body } from '@/api/client'
import { usePages } from '@/composables/usePages'

export function useAdminPeople(words: () => string) {
  return usePages(
    () => ['admin', 'people', words()],
    (cursor) => body(api.GET('/api/admin/people', { params: { query: { q: words() || undefined, cursor, limit: 50 } } })),
  )
}

export function suspend(id: string) {
  return body(api.POST('/api/admin/people/{id}/suspend', { params: { path: { id } } }))
}

export function restore(id: string) {
  return body(api.POST('/api/admin/people/{id}/restore', { params: { path: { id } } }))
}

/** Sends the CSV; with `isDryRun` nothing is changed and the report says what would be. */
export function importPeople(file: Blob, isDryRun: boolean) {
  return body(
    api.POST('/api/admin/import', {
      params: { query: { dry_run: isDryRun } },
      body: file as never,
      bodySerializer: (csv: unknown) => csv as Blob,
      headers: { 'content-type': 'text/csv' },
    }),
  )
}

export function useReports() {
  return usePages(
    () => ['admin', 'reports'],
    (cursor) => body(api.GET('/api/admin/reports', { params: { query: { cursor, limit: 50 } } })),
  )
}

export function resolveReport(id: string) {
  return body(api.POST('/api/admin/reports/{id}/resolve', { params: { path: { id } } }))
}

export function useHealth() {
  return useQuery({ key: ['admin', 'health'], query: () => body(api.GET('/api/admin/health')), staleTime: 0 })
}

export function useInsight() {
  return useQuery({ key: ['admin', 'insight'], query: () => body(api.GET('/api/admin/insight')), staleTime: 0 })
}

/** Agrees to have words of profiles read by the configured service, or takes that back. */
export function allowEndpoint(isAllowed: boolean) {
  return body(api.PUT('/api/admin/insight', { body: { is_endpoint_allowed: isAllowed } }))
}

export function useFairness() {
  return useQuery({ key: ['admin', 'fairness'], query: () => body(api.GET('/api/admin/matching/fairness')), staleTime: 0 })
}

/** Why the viewer's list does or does not hold the person. Each question stands in the audit log. */
export function whyNotShown(viewerId: string, personId: string) {
  return body(api.GET('/api/admin/matching/why-not-shown', { params: { query: { viewer_id: viewerId, person_id: personId } } }))
}

/** Members by the beginning of a name or address. */
export async function findMembers(words: string) {
  const found = await body(api.GET('/api/admin/people', { params: { query: { q: words, limit: 8 } } }))
  return found.items
}
