import { expect, it } from 'vitest'
import { loudness } from './sound'

function tone(amplitude: number): Float32Array {
  return Float32Array.from({ length: 512 }, (_, i) => amplitude * Math.sin((i / 512) * 2 * Math.PI * 8))
}

it('measures silence as nothing, speech in between and a shout as full', () => {
  expect(loudness(new Float32Array(512))).toBe(0)
  expect(loudness(new Float32Array(0))).toBe(0)
  expect(loudness(tone(0.1))).toBeCloseTo(0.283, 2)
  expect(loudness(tone(1))).toBe(1)
})
