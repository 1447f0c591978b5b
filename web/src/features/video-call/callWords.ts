/** Names and times as the call screens say them. Pure: the words are handed in. */
type Translate = (key: string, values?: Record<string, unknown>, plural?: number) => string

const NAMED = 2

/** Up to two names, then how many more: "Amara, Diego and 3 more". */
export function namesText(names: string[], t: Translate, language: string): string {
  const list = new Intl.ListFormat(language, { type: 'conjunction' })
  if (names.length <= NAMED + 1) return list.format(names)
  const first = names.slice(0, NAMED).join(', ')
  return t('call.door.andMore', { names: first, n: names.length - NAMED })
}

/** "34 minutes"; below one minute the words for that. */
export function minutesText(seconds: number, t: Translate): string {
  const minutes = Math.floor(seconds / 60)
  return minutes === 0 ? t('call.after.short') : t('time.minutes', { n: minutes }, minutes)
}
