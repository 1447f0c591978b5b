import { expect, test } from 'vitest'
import { initials, stableColour } from './stableColour'

test('a person keeps their colour', () => {
  expect(stableColour('019ac-1')).toBe(stableColour('019ac-1'))
})

test('people made in a row do not all look alike', () => {
  const colours = Array.from({ length: 64 }, (_, index) => stableColour(`019ac8f0-0000-7000-8000-0000000000${String(index).padStart(2, '0')}`))
  expect(new Set(colours).size).toBe(8)
})

test.each([
  ['Amina Nasser', 'AN'],
  ['Wolfgang Freiherr von Donau', 'WD'],
  ['Sukarno', 'S'],
  ['محمد الخوارزمي', 'ما'],
  ['', ''],
])('%s is %s', (name, letters) => {
  expect(initials(name)).toBe(letters)
})
