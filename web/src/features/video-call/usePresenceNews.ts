import { watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { announce } from '@/ui/announce'
import type { RoomPerson } from './callRoom'
import { presenceNews } from './presenceNews'

/** Tells once who came, went and raised a hand, for eyes and readers alike. */
export function usePresenceNews(people: () => RoomPerson[]): void {
  const { t } = useI18n()
  watch(people, (now, before) => {
    presenceNews(before, now).forEach(({ kind, name }) => announce(t(`call.${kind}`, { name })))
  })
}
