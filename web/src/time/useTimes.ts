// Times in words for the signed-in person: their zone, the current language.
import { useI18n } from 'vue-i18n'
import { useSession } from '@/features/session'
import { clock, day, endOf, minutesAhead, shortSlot } from './format'
import { useNow } from './useNow'

export function useTimes() {
  const session = useSession()
  const now = useNow()
  const { t } = useI18n()

  const zone = (): string => session.timeZone
  const words = () => ({ today: t('time.today'), tomorrow: t('time.tomorrow'), yesterday: t('time.yesterday') })

  const dayInWords = (instant: string | Date) => day(instant, now.value, zone(), words())
  const when = (instant: string | Date) => t('time.day', { day: dayInWords(instant), time: clock(instant, zone()) })

  return {
    now,
    zone,
    clock: (instant: string | Date) => clock(instant, zone()),
    /** Tomorrow, standing alone. */
    day: (instant: string | Date) => capital(dayInWords(instant)),
    /** Tomorrow at 17:00, standing alone. */
    dayAndClock: (instant: string | Date) => capital(when(instant)),
    /** The same inside a sentence: until tomorrow. */
    dayInSentence: dayInWords,
    /** The same inside a sentence: you meet tomorrow at 17:00. */
    whenInSentence: when,
    /** A date without a time, such as 2027-01-15, inside a sentence. */
    dateInSentence: (date: string) => day(`${date}T12:00:00Z`, now.value, 'UTC', words()),
    /** Today 10:30 to 11:00. */
    range: (start: string | Date, durationMinutes: number) =>
      `${capital(dayInWords(start))} ${t('time.range', { from: clock(start, zone()), to: clock(endOf(start, durationMinutes), zone()) })}`,
    shortSlot: (instant: string | Date) => shortSlot(instant, now.value, zone()),
    /** The other person's clock, or nothing when it shows the same or is not known. */
    theirClock: (instant: string | Date, theirZone: string | null | undefined) =>
      theirZone && minutesAhead(instant, zone(), theirZone) !== 0 ? clock(instant, theirZone) : null,
  }
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1)
}
