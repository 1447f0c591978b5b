// My own profile and sign-ins.
import { useQuery } from '@pinia/colada'
import { api, body } from '@/api/client'
import type { ProfileView, UpdateProfile } from '@/api/types'

const DAY_MS = 86_400_000

export function useProfile() {
  return useQuery({ key: ['profile'], query: loadProfile })
}

function loadProfile() {
  return body(api.GET('/api/me/profile'))
}

/** What is sent to change a profile, starting from how it is. */
export function editable(profile: ProfileView): UpdateProfile {
  const { avatar_url: _, version: __, industry, place, ...rest } = profile
  return { ...rest, industry_code: industry?.code ?? null, place_id: place?.id ?? null }
}

/** Saves over exactly the version that was loaded; a newer one makes it fail with 412. */
export function saveProfile(changes: UpdateProfile, version: number) {
  return body(api.PUT('/api/me/profile', { params: { header: { 'If-Match': `"${version}"` } }, body: changes }))
}

/** Takes no new requests for so many days. */
export async function pauseChats(days: number) {
  const profile = await loadProfile()
  const until = new Date(Date.now() + days * DAY_MS).toISOString()
  return saveProfile({ ...editable(profile), paused_until: until }, profile.version)
}
