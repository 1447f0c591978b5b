import { describe, expect, it } from 'vitest'
import { hearMuted, isHintShown, SILENT, type MutedTalking } from './mutedTalking'

/** Feeds one level every 100 ms from `from` on. */
function hear(levels: number[], from = 1_000, state: MutedTalking = SILENT): MutedTalking {
  return levels.reduce((each, level, i) => hearMuted(each, level, from + i * 100), state)
}

const talk = Array<number>(10).fill(0.4)

describe('the muted-and-talking hint', () => {
  it('comes after talking for most of a second', () => {
    expect(isHintShown(hear(talk), 2_000)).toBe(true)
  })

  it('does not come for a cough or for silence', () => {
    expect(isHintShown(hear([0.9, 0.9, 0, 0, 0, 0, 0, 0, 0, 0]), 2_000)).toBe(false)
    expect(isHintShown(hear(Array<number>(50).fill(0.01)), 6_000)).toBe(false)
  })

  it('hears words with pauses as one stretch, and coughs a second apart as none', () => {
    expect(isHintShown(hear([0.4, 0, 0.4, 0, 0.4, 0.4, 0, 0.4, 0.4]), 1_900)).toBe(true)
    expect(isHintShown(hear([0.9, 0, 0, 0, 0, 0, 0, 0, 0, 0.9]), 2_000)).toBe(false)
  })

  it('goes by itself and does not nag', () => {
    const shown = hear(talk)
    expect(isHintShown(shown, 9_000)).toBe(false)
    expect(isHintShown(hear(talk, 10_000, shown), 11_000)).toBe(false)
    expect(isHintShown(hear(talk, 40_000, shown), 41_000)).toBe(true)
  })
})
