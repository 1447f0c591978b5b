import { afterEach, expect, test, vi } from 'vitest'
import { rememberLanguage, usualLanguage } from './languages'

afterEach(() => {
  localStorage.clear()
  vi.unstubAllGlobals()
})

test.each([
  [['de-AT', 'en'], 'de'],
  [['en-GB', 'de'], 'en'],
  [['fr-FR', 'de-CH', 'en'], 'de'],
  [['DE'], 'de'],
  [['fr'], 'en'],
  [[], 'en'],
])('a browser that asks for %j is spoken to in %s', (languages, language) => {
  vi.stubGlobal('navigator', { languages })
  expect(usualLanguage()).toBe(language)
})

test('a choice on this device counts more than the browser', () => {
  vi.stubGlobal('navigator', { languages: ['en-GB'] })
  rememberLanguage('de')
  expect(usualLanguage()).toBe('de')
})

test('a language we no longer speak is as if none was chosen', () => {
  vi.stubGlobal('navigator', { languages: ['de'] })
  localStorage.setItem('language', 'tlh')
  expect(usualLanguage()).toBe('de')
})
