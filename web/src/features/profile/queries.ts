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
  const { name, headline, company, bio, interests, seeks, offers } = profile
  const { place_precision, distance_matters, visibility, shows_connections, monthly_chat_limit } = profile
  return {
    name, headline, company, bio, interests, seeks, offers,
    place_precision, distance_matters, visibility, shows_connections, monthly_chat_limit,
    graduation_year: profile.graduation_year ?? null,
    industry_code: profile.industry?.code ?? null,
    place_id: profile.place?.id ?? null,
    time_zone: profile.time_zone ?? null,
    open_to_chats: profile.open_to_chats ?? null,
    paused_until: profile.paused_until ?? null,
  }
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
