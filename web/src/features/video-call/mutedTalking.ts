/** Notices that somebody talks into a muted microphone, from levels alone. */

export interface MutedTalking {
  /** When the present stretch of talking began, or null in silence. */
  talkingSince: number | null
  /** When a level last was above the threshold. */
  loudAt: number
  /** Until when the hint is shown. */
  shownUntil: number
  /** Before when it is not shown again. */
  quietUntil: number
}

export const SILENT: MutedTalking = { talkingSince: null, loudAt: 0, shownUntil: 0, quietUntil: 0 }

const TALKING_LEVEL = 0.12
const PAUSE_BETWEEN_WORDS_MS = 350
const TALKING_MS = 700
const SHOWN_MS = 5_000
const NOT_AGAIN_MS = 30_000

/**
 * Takes one level (0 silence to 1 full) of the muted microphone. A cough is too short to count; the
 * pauses between words do not interrupt a stretch of talking.
 */
export function hearMuted(state: MutedTalking, level: number, now: number): MutedTalking {
  const isLoud = level >= TALKING_LEVEL
  const interrupted = now - state.loudAt > PAUSE_BETWEEN_WORDS_MS
  const talkingSince = isLoud ? (interrupted ? now : (state.talkingSince ?? now)) : interrupted ? null : state.talkingSince
  const heard = { ...state, talkingSince, loudAt: isLoud ? now : state.loudAt }
  const talksLongEnough = talkingSince !== null && isLoud && now - talkingSince >= TALKING_MS
  if (!talksLongEnough || now < state.quietUntil) return heard
  return { ...heard, shownUntil: now + SHOWN_MS, quietUntil: now + NOT_AGAIN_MS }
}

/** Whether the hint stands on screen at `now`. */
export function isHintShown(state: MutedTalking, now: number): boolean {
  return now < state.shownUntil
}
