// What is asked about people, and the keys under which the answers are kept.
import { useQuery } from '@pinia/colada'
import { api, body } from '@/api/client'
import type { IndustryNode } from '@/api/types'
import { usePages } from '@/composables/usePages'
import { requestQuery, type Filters } from './filters'

const FOREVER_MS = Number.POSITIVE_INFINITY

export function useDirectory(filters: () => Filters) {
  return usePages(
    () => ['people', 'list', requestQuery(filters())],
    (cursor) => body(api.GET('/api/people', { params: { query: { ...requestQuery(filters()), cursor, limit: 24 } } })),
  )
}

export function usePerson(id: () => string, isEnabled: () => boolean = () => true) {
  return useQuery({
    key: () => ['people', 'one', id()],
    query: () => body(api.GET('/api/people/{id}', { params: { path: { id: id() } } })),
    enabled: isEnabled,
  })
}

export function useIndustries() {
  return useQuery({
    key: ['industries'],
    query: async () => (await body(api.GET('/api/industries'))).items,
    staleTime: FOREVER_MS,
  })
}

export function useConnections() {
  return usePages(
    () => ['connections'],
    (cursor) => body(api.GET('/api/connections', { params: { query: { cursor, limit: 50 } } })),
  )
}

export async function findPlaces(text: string) {
  return (await body(api.GET('/api/places', { params: { query: { q: text } } }))).items
}

export async function findInterests(text: string) {
  return (await body(api.GET('/api/interests', { params: { query: { q: text } } }))).items
}

export function connect(personId: string) {
  return body(api.POST('/api/connections', { body: { person_id: personId } }))
}

export function answerConnection(id: string, action: 'accept' | 'decline') {
  return body(api.POST('/api/connections/{id}/respond', { params: { path: { id } }, body: { action } }))
}

export function removeConnection(id: string) {
  return body(api.DELETE('/api/connections/{id}', { params: { path: { id } } }))
}

/** Waits for a place with somebody who has no room; they are not told. */
export function joinWaitList(personId: string) {
  return body(api.PUT('/api/coffee-chat/wait-list/{person_id}', { params: { path: { person_id: personId } } }))
}

export function leaveWaitList(personId: string) {
  return body(api.DELETE('/api/coffee-chat/wait-list/{person_id}', { params: { path: { person_id: personId } } }))
}

export function block(personId: string) {
  return body(api.POST('/api/people/{id}/block', { params: { path: { id: personId } } }))
}

export const REPORT_REASONS = ['harassment', 'spam', 'impersonation', 'inappropriate', 'other'] as const
export type ReportReason = (typeof REPORT_REASONS)[number]

export function report(personId: string, reason: ReportReason, note: string) {
  return body(api.POST('/api/people/{id}/report', { params: { path: { id: personId } }, body: { reason, note: note || undefined } }))
}

/** Tells the names of industries; the code itself until the tree is there. */
export function useIndustryNames(): (code: string) => string {
  const industries = useIndustries()
  return (code) => industryLabel(industries.data.value ?? [], code) ?? code
}

/** The name of a code anywhere in the tree. */
export function industryLabel(tree: readonly IndustryNode[], code: string): string | undefined {
  for (const node of tree) {
    const found = node.code === code ? node.label : industryLabel(node.children, code)
    if (found) return found
  }
  return undefined
}
