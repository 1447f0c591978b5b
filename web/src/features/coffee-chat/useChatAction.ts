import { useQueryCache } from '@pinia/colada'
import { useI18n } from 'vue-i18n'
import { useAction } from '@/composables/useAction'
import { announce } from '@/ui/announce'

/** An answer to a request. Afterwards every list that shows it is loaded again, also when somebody was faster. */
export function useChatAction<Args extends unknown[]>(work: (...args: Args) => Promise<unknown>, done: () => string) {
  const cache = useQueryCache()
  const { t } = useI18n()
  const refresh = (): Promise<unknown> =>
    Promise.all([['coffee-chat'], ['video-calls'], ['suggestions']].map((key) => cache.invalidateQueries({ key })))

  return useAction(
    async (...args: Args) => {
      await work(...args)
      void refresh()
    },
    {
      done,
      onProblem: (problem) => {
        if (problem.status !== 409 || problem.extension('current') === undefined) return false
        announce(t('chats.settled'))
        void refresh()
        return true
      },
    },
  )
}
