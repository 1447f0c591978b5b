import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { filtersFromQuery, queryFromFilters, type Filters } from './filters'

/** The filters of this page's address; setting them changes the address, and going back brings them back. */
export function useFilters() {
  const route = useRoute()
  const router = useRouter()
  return computed<Filters>({
    get: () => filtersFromQuery(route.query),
    set: (filters) => void router.replace({ query: queryFromFilters(filters) }),
  })
}
