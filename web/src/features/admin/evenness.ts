// Figures of fairness as a person reads them.

/** Up to here a community shares its attention well; from the second on a few are shown all the time. */
const EVEN_UP_TO = 0.25
const UNEVEN_FROM = 0.4

/** A share in percent: tenths below ten, so that a few people in many do not look like none. */
export function percent(part: number, whole: number): number {
  if (whole === 0) return 0
  const share = (part / whole) * 100
  return share < 10 ? Math.round(share * 10) / 10 : Math.round(share)
}

/** How even a Gini coefficient is, in a word. */
export function evenness(gini: number): 'even' | 'fairlyEven' | 'uneven' {
  if (gini <= EVEN_UP_TO) return 'even'
  return gini < UNEVEN_FROM ? 'fairlyEven' : 'uneven'
}
