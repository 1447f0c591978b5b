const FIRST_MS = 500
const LONGEST_MS = 30_000

/** Milliseconds to wait before attempt `attempt` (from 0): doubling, with full jitter so that a crowd does not return at once. */
export function backoffMs(attempt: number, random: () => number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt)
  return Math.round(FIRST_MS / 2 + random() * (ceiling - FIRST_MS / 2))
}
