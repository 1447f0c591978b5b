// Choosing a password by a mailed link.
import { api, body } from '@/api/client'

export type LinkKind = 'reset' | 'activation'

/** Answers the same for known and unknown addresses. */
export function sendResetLink(email: string) {
  return body(api.POST('/api/auth/password-reset', { body: { email } }))
}

export function setPassword(token: string, password: string) {
  return body(api.POST('/api/auth/password', { body: { token, password } }))
}
