import { useI18n } from 'vue-i18n'
import { useAction } from '@/composables/useAction'
import { useFreshen } from '@/composables/useFreshen'
import { announce } from '@/ui/announce'

/** An answer to a request. Afterwards every list that shows it is loaded again, also when somebody was faster. */
export function useChatAction<Args extends unknown[]>(work: (...args: Args) => Promise<unknown>, done: () => string) {
  const freshen = useFreshen()
  const { t } = useI18n()
  const refresh = () => freshen('coffee-chat', 'video-calls', 'suggestions')

  return useAction(
    async (...args: Args) => {
      await work(...args)
      void refresh()
    },
    {
      done,
      onProblem: (problem) => {
        // Told where it happened, with the day on which there is room again.
        if (problem.extension('next_opening') !== undefined) return true
        if (problem.status !== 409 || problem.extension('current') === undefined) return false
        announce(t('chats.settled'))
        void refresh()
        return true
      },
    },
  )
}
