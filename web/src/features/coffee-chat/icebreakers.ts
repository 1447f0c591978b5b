// Two openings for a note, made from what both have in common.
import type { SuggestionView } from '@/api/types'

type Translate = (key: string, values?: Record<string, unknown>) => string
/** What both have in common, as a list told it. */
export type Facts = Pick<SuggestionView, 'shared_interests'> & { reasons: readonly { code: string; text: string }[] }
interface About {
  name: string
  company?: string | null
  graduation_year?: number | null
}

const MOST = 2

/** At most two, the most personal first; there is always at least one. */
export function icebreakers(person: About, facts: Facts | null, t: Translate): string[] {
  const name = firstName(person.name)
  const [interest] = facts?.shared_interests ?? []
  return [
    interest && t('chats.request.iceInterest', { name, interest }),
    person.company && t('chats.request.iceCompany', { name, company: person.company }),
    person.graduation_year && t('chats.request.iceClass', { name, year: person.graduation_year }),
    t('chats.request.icePlain', { name }),
  ]
    .filter((text): text is string => Boolean(text))
    .slice(0, MOST)
}

/** What one calls a person by; a single word stays whole. */
export function firstName(name: string): string {
  return name.trim().split(/\s+/u)[0] ?? name
}
