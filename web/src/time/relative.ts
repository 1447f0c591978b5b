// How long from now, as people say it: in 5 minutes, in 3 days.
import { locale } from './locale'

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

/** Some seconds ahead in the largest unit of which at least two fit, rounded up so that nobody comes back too soon. */
export function fromNow(seconds: number): string {
  const [unit, size] = UNITS.find(([, length]) => seconds >= 2 * length) ?? (['second', 1] as const)
  return new Intl.RelativeTimeFormat(locale().language).format(Math.ceil(seconds / size), unit)
}
