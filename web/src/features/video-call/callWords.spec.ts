import { beforeAll, expect, it } from 'vitest'
import { i18n, loadWords, t } from '@/i18n'
import { END_REASONS, nextStep } from './endReason'
import { minutesText, namesText } from './callWords'

beforeAll(() => loadWords('call', 'calls'))

const words = t as Parameters<typeof minutesText>[1]

it.each([
  [['Amara'], 'Amara'],
  [['Amara', 'Diego'], 'Amara and Diego'],
  [['Amara', 'Diego', 'Hana'], 'Amara, Diego, and Hana'],
  [['Amara', 'Diego', 'Hana', 'Priya', 'Tom'], 'Amara, Diego and 3 more'],
])('names %o as people would', (names, text) => {
  expect(namesText(names, words, 'en')).toBe(text)
})

it.each([
  [12, 'less than a minute'],
  [60, '1 minute'],
  [34 * 60 + 59, '34 minutes'],
])('says %s seconds as %s', (seconds, text) => {
  expect(minutesText(seconds, words)).toBe(text)
})

it.each(END_REASONS)('has a title, a sentence and a next step for %s', (reason) => {
  const keys = [`call.end.${reason}.title`, `call.end.${reason}.detail`, `call.step.${nextStep(reason)}`]
  expect(keys.filter((key) => !i18n.global.te(key))).toEqual([])
})
