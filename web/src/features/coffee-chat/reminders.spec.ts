import { expect, test } from 'vitest'
import { t as words } from '@/i18n'
import { expiryOf, expiryText, timeLeft } from './reminders'

const t = words as Parameters<typeof timeLeft>[2]
const NOW = new Date('2027-03-08T12:00:00Z')
const after = (hours: number): string => new Date(NOW.getTime() + hours * 3_600_000).toISOString()

test.each([
  [7 * 24, '7 days'],
  [24, '1 day'],
  [23.5, '23 hours'],
  [1, '1 hour'],
  [0.5, 'less than an hour'],
  [0, null],
])('%d hours before', (hours, text) => {
  expect(timeLeft(after(hours), NOW, t)).toBe(text)
})

test('says whose turn it is', () => {
  expect(expiryText({ expires_at: after(48), awaiting: 'me' }, 'Amina', NOW, t)).toMatch(/^2 days left to answer/)
  expect(expiryText({ expires_at: after(48), awaiting: 'them' }, 'Amina', NOW, t)).toMatch(/^Amina has 2 days to answer/)
})

test('says nothing of a request that has run out', () => {
  expect(expiryText({ expires_at: after(-1), awaiting: 'me' }, 'Amina', NOW, t)).toBe('')
})

test('a request runs out after a week, or with its last time', () => {
  expect(expiryOf([after(24), after(48)], NOW).toISOString()).toBe(after(48))
  expect(expiryOf([after(24), after(300)], NOW).toISOString()).toBe(after(7 * 24))
})
