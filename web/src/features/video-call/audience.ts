/** Whom a gathering is open to: the form for it, the request made of it, and the words. Pure: the words are handed in. */
import type { NewAudience, VideoCallView } from '@/api/types'

export interface Choice {
  id: string
  label: string
}

export interface AudienceDraft {
  whom: 'invited' | 'everyone' | 'some'
  /** As typed: years and ranges of years. */
  years: string
  industries: Choice[]
  places: Choice[]
}

type Audience = NonNullable<VideoCallView['audience']>
type Translate = (key: string, values?: Record<string, unknown>, plural?: number) => string

const LONGEST_RANGE = 100

/** A form that opens nothing to anybody. */
export function noAudience(): AudienceDraft {
  return { whom: 'invited', years: '', industries: [], places: [] }
}

/** The years of a text such as "1998–2001, 2010", in order; null when a part of it cannot be read. */
export function readYears(text: string): number[] | null {
  const years = new Set<number>()
  for (const part of text.split(/[,;]/).map((each) => each.trim()).filter(Boolean)) {
    const [, first, last] = /^(\d{4})(?:\s*[-–]\s*(\d{4}))?$/.exec(part) ?? []
    const [from, to] = [Number(first), Number(last ?? first)]
    if (!first || to < from || to - from > LONGEST_RANGE) return null
    for (let year = from; year <= to; year++) years.add(year)
  }
  return [...years].sort((a, b) => a - b)
}

/** The audience of a filled form; nothing when only those invited come. */
export function audienceOf(form: AudienceDraft): NewAudience | undefined {
  if (form.whom === 'invited') return undefined
  if (form.whom === 'everyone') return { everyone: true }
  return {
    graduation_years: readYears(form.years) ?? [],
    industry_codes: form.industries.map((industry) => industry.id),
    place_codes: form.places.map((place) => place.id),
  }
}

/** Whether the form says whom it means. */
export function isReady(form: AudienceDraft): boolean {
  if (form.whom !== 'some') return true
  const years = readYears(form.years)
  return years !== null && years.length + form.industries.length + form.places.length > 0
}

/** "Open to classes 1998–2001, 2010 · Wind power · Munich area, Germany". */
export function audienceText(audience: Audience, t: Translate, language: string): string {
  if (audience.everyone) return t('calls.audience.openToEveryone')
  const list = (words: string[]) => new Intl.ListFormat(language, { type: 'disjunction' }).format(words)
  const years = yearRanges(audience.graduation_years)
  const parts = [
    years.length > 0 ? t('calls.audience.classes', { years: years.join(', ') }, audience.graduation_years.length) : '',
    list(audience.industries.map((industry) => industry.label)),
    list(audience.places.map((place) => place.label)),
  ]
  return t('calls.audience.openTo', { whom: parts.filter(Boolean).join(' · ') })
}

function yearRanges(years: readonly number[]): string[] {
  const ranges: [number, number][] = []
  for (const year of years) {
    const last = ranges.at(-1)
    if (last && last[1] === year - 1) last[1] = year
    else ranges.push([year, year])
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`))
}

/** Whether somebody may come to the call though nobody put them on its list. */
export function comesAsAudience(call: Pick<VideoCallView, 'audience' | 'my_role' | 'participants'>, me: string | undefined): boolean {
  const isListed = call.participants.some((each) => each.person.id === me)
  return Boolean(call.audience) && call.my_role === 'participant' && !isListed
}

/** Whether somebody comes in without being heard: so do those who do not run a gathering. */
export function joinsMuted(call: Pick<VideoCallView, 'type' | 'my_role'>): boolean {
  return call.type === 'alumni_gathering' && call.my_role === 'participant'
}
