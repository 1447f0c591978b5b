// My own profile and sign-ins.
import { useQuery } from '@pinia/colada'
import { api, body } from '@/api/client'
import type { ProfileView, UpdateProfile } from '@/api/types'

export function useProfile() {
  return useQuery({ key: ['profile'], query: () => body(api.GET('/api/me/profile')) })
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

/** What others see of me, asked of the server: it alone knows what it would show of a place. */
export function useProfilePreview(as: () => 'member' | 'connection') {
  return useQuery({
    key: () => ['profile', 'preview', as()],
    query: async () => (await body(api.GET('/api/me/profile/preview', { params: { query: { as: as() } } }))).person ?? null,
  })
}
