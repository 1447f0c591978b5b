// The languages of the app, and which of them this device speaks.

export const LANGUAGES = ['en', 'de'] as const
export type Language = (typeof LANGUAGES)[number]

/** Each as its own speakers call it. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: 'English', de: 'Deutsch' }

const KEY = 'language'

/** What was chosen on this device; else the first of the browser's languages that we speak; else English. */
export function usualLanguage(): Language {
  return known(localStorage.getItem(KEY)) ?? navigator.languages.map(known).find((language) => language !== undefined) ?? 'en'
}

export function rememberLanguage(language: Language): void {
  localStorage.setItem(KEY, language)
}

/** The language of a tag such as `de-AT`. */
function known(tag: string | null): Language | undefined {
  const primary = tag?.split('-')[0]?.toLowerCase()
  return LANGUAGES.find((language) => language === primary)
}
