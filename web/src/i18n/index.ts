import { createI18n } from 'vue-i18n'
import en from './en'

export type Catalogue = typeof en

/** The languages with a complete catalogue. */
export const LOCALES = ['en'] as const

export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en },
})

/** Translates outside of components, for pure logic that gets its words handed in. */
export const t = i18n.global.t
