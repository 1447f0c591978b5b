// The one thing in my profile that would change the matches most.
import type { ProfileView } from '@/api/types'

export type Step = 'industry' | 'place' | 'interests' | 'seeks'
type Facts = Pick<ProfileView, 'industry' | 'place' | 'place_precision' | 'interests' | 'seeks'>

/** The most useful gap, or null when nothing is missing. A hidden place is a choice and is left alone. */
export function profileStep(profile: Facts): Step | null {
  if (!profile.industry) return 'industry'
  if (!profile.place && profile.place_precision !== 'hidden') return 'place'
  if (profile.interests.length === 0) return 'interests'
  return profile.seeks.length === 0 ? 'seeks' : null
}
