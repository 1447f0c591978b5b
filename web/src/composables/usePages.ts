// A list that comes in pages, kept as one.
import { useInfiniteQuery, type EntryKey } from '@pinia/colada'
import { computed } from 'vue'

interface Page<T> {
  items: T[]
  next_cursor?: string | null
}

export function usePages<T>(key: () => EntryKey, load: (cursor: string | undefined) => Promise<Page<T>>, isEnabled: () => boolean = () => true) {
  const query = useInfiniteQuery({
    key,
    query: ({ pageParam }) => load(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? null,
    enabled: isEnabled,
  })
  const items = computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? [])
  return { query, items, hasMore: query.hasNextPage, loadMore: () => query.loadNextPage() }
}
