import { useQueryCache } from '@pinia/colada'

/**
 * Loads again what the screens show of the named resources, or of all when none is named.
 * A failure stays with its query, whose screen tells of it.
 */
export function useFreshen(): (...resources: string[]) => Promise<void> {
  const cache = useQueryCache()
  return async (...resources) => {
    const filters = resources.length === 0 ? [undefined] : resources.map((resource) => ({ key: [resource] }))
    await Promise.allSettled(filters.map((filter) => cache.invalidateQueries(filter)))
  }
}
