import type en from '../en/time'
import type { Translation } from '../translation'

export default {
  today: 'heute',
  tomorrow: 'morgen',
  yesterday: 'gestern',
  day: '{day} um {time}',
  range: '{from} bis {to}',
  yours: '{time} bei dir',
  theirs: '{time} bei {name}',
  underAnHour: 'weniger als eine Stunde',
  minutes: '{n} Minute | {n} Minuten',
  hours: '{n} Stunde | {n} Stunden',
  days: '{n} Tag | {n} Tage',
} satisfies Translation<typeof en>
