// How full the four parts of a match are drawn. Place and acquaintance are shown as steps, never as exact figures.
import type { SuggestionView } from '@/api/types'

export type Part = 'industry' | 'proximity' | 'mutual' | 'activity'
export const PARTS: readonly Part[] = ['industry', 'proximity', 'mutual', 'activity']

const BANDS: Record<string, number> = { same_area: 100, region: 70, country: 40, far: 15, unknown: 0 }
const STEPS: Record<string, number> = { high: 100, middle: 60, low: 20 }
const FULL = 100
/** Contacts in common at which the bar is half full. */
const HALF_FULL_AT = 2

export interface Level {
  part: Part
  /** 0 to 100. */
  fill: number
  text: string
}

export function levels(parts: SuggestionView['parts']): Level[] {
  const { industry, proximity, mutual, activity } = parts
  return [
    { part: 'industry', fill: industry.score, text: industry.text },
    { part: 'proximity', fill: BANDS[proximity.band] ?? 0, text: proximity.text },
    { part: 'mutual', fill: Math.round((FULL * mutual.count) / (mutual.count + HALF_FULL_AT)), text: mutual.text },
    { part: 'activity', fill: STEPS[activity.level] ?? 0, text: activity.text },
  ]
}
