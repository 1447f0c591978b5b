import { describe, expect, test } from 'vitest'
import { activeFilters, filtersFromQuery, NO_FILTERS, queryFromFilters, without } from './filters'

describe('the address', () => {
  test('comes back as it was', () => {
    const query = { industry: 'energy,technology.software', location: 'Berlin, Germany', radius_km: 100, interests: 'chess,soil', interests_match: 'all' }
    const filters = filtersFromQuery({ ...query, radius_km: '100' })
    expect(queryFromFilters(filters)).toEqual(query)
  })

  test('of no filters is empty', () => {
    expect(queryFromFilters(NO_FILTERS)).toEqual({})
  })

  test('that makes no sense is as if it were not there', () => {
    const filters = filtersFromQuery({ radius_km: '7', interests: ',, chess ,chess', industry: null, q: [' amina ', 'x'] })
    expect(filters).toEqual({ ...NO_FILTERS, interests: ['chess'], q: 'amina' })
  })

  test('asks for all interests only when there are several', () => {
    expect(queryFromFilters({ ...NO_FILTERS, interests: ['chess'], isEveryInterest: true })).toEqual({ interests: 'chess' })
  })
})

describe('loosening', () => {
  const filters = { ...NO_FILTERS, industries: ['energy'], radiusKm: 50 as const, interests: ['chess'] }

  test('names the narrowest first', () => {
    expect(activeFilters(filters)).toEqual(['location', 'interests', 'industry'])
  })

  test('takes away one and keeps the others', () => {
    expect(activeFilters(without(filters, 'location'))).toEqual(['interests', 'industry'])
  })
})
