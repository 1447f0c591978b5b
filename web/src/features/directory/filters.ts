// What the lists of people are narrowed to, as it stands in the address bar.
import type { LocationQuery, LocationQueryRaw } from 'vue-router'

export const RADII_KM = [50, 100, 250, 500, 1000] as const
export type RadiusKm = (typeof RADII_KM)[number]

export interface Filters {
  /** Words to look for; in the directory alone. */
  q: string
  /** Industry codes; a person in one of them, or below it, matches. */
  industries: string[]
  /** Id of a place of the gazetteer, or a country or region by name. */
  location: string | null
  /** Kilometres around the location; without a location, around my own place. */
  radiusKm: RadiusKm | null
  interests: string[]
  /** All of the interests instead of any. */
  isEveryInterest: boolean
}

export const NO_FILTERS: Filters = { q: '', industries: [], location: null, radiusKm: null, interests: [], isEveryInterest: false }

/** Reads an address; what it does not know or what makes no sense is as if it were not there. */
export function filtersFromQuery(query: LocationQuery): Filters {
  const one = (name: string): string => String([query[name]].flat()[0] ?? '').trim()
  const many = (name: string): string[] => [...new Set(one(name).split(',').map((part) => part.trim()).filter(Boolean))]
  return {
    q: one('q'),
    industries: many('industry'),
    location: one('location') || null,
    radiusKm: RADII_KM.find((radius) => String(radius) === one('radius_km')) ?? null,
    interests: many('interests'),
    isEveryInterest: one('interests_match') === 'all',
  }
}

/** The address of these filters: nothing that is as usual, always in the same order. */
export function queryFromFilters(filters: Filters): LocationQueryRaw {
  return Object.fromEntries(Object.entries(requestQuery(filters)).filter(([, value]) => value !== undefined))
}

/** The same as the server takes it. */
export function requestQuery(filters: Filters) {
  return {
    q: filters.q || undefined,
    industry: filters.industries.join(',') || undefined,
    location: filters.location ?? undefined,
    radius_km: filters.radiusKm ?? undefined,
    interests: filters.interests.join(',') || undefined,
    interests_match: filters.isEveryInterest && filters.interests.length > 1 ? ('all' as const) : undefined,
  }
}

/** The names of the filters in use, the one to loosen first at the front: the narrowest usually is place, then interests. */
export function activeFilters(filters: Filters): ('location' | 'interests' | 'industry' | 'q')[] {
  const inUse = {
    location: filters.location !== null || filters.radiusKm !== null,
    interests: filters.interests.length > 0,
    industry: filters.industries.length > 0,
    q: filters.q !== '',
  }
  return (['location', 'interests', 'industry', 'q'] as const).filter((name) => inUse[name])
}

/** The filters without one of them. */
export function without(filters: Filters, name: ReturnType<typeof activeFilters>[number]): Filters {
  const cleared: Record<typeof name, Partial<Filters>> = {
    location: { location: null, radiusKm: null },
    interests: { interests: [], isEveryInterest: false },
    industry: { industries: [] },
    q: { q: '' },
  }
  return { ...filters, ...cleared[name] }
}
