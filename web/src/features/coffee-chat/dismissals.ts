// Why somebody is put aside, in the order of the menu.
import type { DismissalReason } from '@/api/types'

export const DISMISSALS = ['not_now', 'wrong_field', 'too_far', 'already_known'] as const satisfies readonly DismissalReason[]

/** The sentence that tells for how long: what is only not now comes back sooner. */
export function restingKey(reason: DismissalReason): 'people.restsWeeks' | 'people.restsHalfYear' {
  return reason === 'not_now' ? 'people.restsWeeks' : 'people.restsHalfYear'
}
