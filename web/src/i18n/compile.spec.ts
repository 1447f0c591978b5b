import { expect, test } from 'vitest'
import { t } from '.'

test('puts values in', () => {
  expect(t('time.range', { from: '10:30', to: '11:00' })).toBe('10:30 to 11:00')
})

test('tells one from many', () => {
  expect(t('time.minutes', { n: 1 }, 1)).toBe('1 minute')
  expect(t('time.minutes', { n: 30 }, 30)).toBe('30 minutes')
})

test('leaves braces in values alone', () => {
  expect(t('people.open')).toBe('See profile')
  expect(t('time.theirs', { time: '{name}', name: 'Amina' })).toBe('{name} for Amina')
})
