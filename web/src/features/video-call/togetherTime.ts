/** How long a person was not alone in a call, added up over gaps. */
export interface TogetherTime {
  /** Seconds of the stretches that are over. */
  seconds: number
  /** Start of the running stretch, in milliseconds; null while alone. */
  since: number | null
  /** Everybody who was met, in the order they came. */
  met: string[]
}

export const ALONE: TogetherTime = { seconds: 0, since: null, met: [] }

/** Takes the names of the others in the room as of `now`; an empty list means alone. */
export function beTogether(time: TogetherTime, others: string[], now: number): TogetherTime {
  const met = [...time.met, ...others.filter((name) => !time.met.includes(name))]
  if (others.length > 0) return { ...time, met, since: time.since ?? now }
  return { seconds: secondsTogether(time, now), since: null, met }
}

export function secondsTogether({ seconds, since }: TogetherTime, now: number): number {
  return seconds + (since === null ? 0 : Math.max(0, (now - since) / 1000))
}
