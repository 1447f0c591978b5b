// Password, sign-ins and tokens.
import { useQuery } from '@pinia/colada'
import { api, body } from '@/api/client'

export function useSessions() {
  return useQuery({ key: ['sessions'], query: async () => (await body(api.GET('/api/me/sessions'))).items })
}

export function endSession(id: string) {
  return body(api.DELETE('/api/me/sessions/{id}', { params: { path: { id } } }))
}

export function endEverySession() {
  return body(api.DELETE('/api/me/sessions'))
}

export function changePassword(current: string, next: string) {
  return body(api.PUT('/api/me/password', { body: { current_password: current, new_password: next } }))
}

export function useTokens() {
  return useQuery({ key: ['tokens'], query: async () => (await body(api.GET('/api/tokens'))).items })
}

export function createToken(name: string, scopes: Scope[]) {
  return body(api.POST('/api/tokens', { body: { name, scopes } }))
}

export function revokeToken(id: string) {
  return body(api.DELETE('/api/tokens/{id}', { params: { path: { id } } }))
}

export const SCOPES = ['profile', 'people:read', 'calls:read', 'calls:write', 'chats:read', 'chats:write'] as const
export type Scope = (typeof SCOPES)[number]
