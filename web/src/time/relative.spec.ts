import { afterEach, expect, test } from 'vitest'
import { fromNow } from './relative'

afterEach(() => {
  document.documentElement.lang = 'en'
})

test.each([
  ['en', 1, 'in 1 second'],
  ['en', 119, 'in 119 seconds'],
  ['en', 121, 'in 3 minutes'],
  ['en', 7200, 'in 2 hours'],
  ['de', 1, 'in 1 Sekunde'],
  ['de', 40, 'in 40 Sekunden'],
  ['de', 300, 'in 5 Minuten'],
  ['de', 3 * 86_400, 'in 3 Tagen'],
])('in %s, %i seconds ahead is %s', (language, seconds, text) => {
  document.documentElement.lang = language
  expect(fromNow(seconds)).toBe(text)
})
