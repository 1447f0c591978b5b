// The words of the app. English for every page is in the first bundle; the rest comes with the pages that use it, and
// another language when somebody speaks it.
import { createI18n } from 'vue-i18n'
import { compile } from './compile'
import chats from './en/chats'
import common from './en/common'
import home from './en/home'
import people from './en/people'
import session from './en/session'
import shell from './en/shell'
import time from './en/time'
import type { Language } from './languages'

export const i18n = createI18n({
  legacy: false,
  locale: 'en' as Language,
  fallbackLocale: 'en',
  messages: { en: { chats, common, home, people, session, shell, time }, de: {} },
  messageCompiler: compile,
})

/** Translates outside of components, for pure logic that gets its words handed in. */
export const t = i18n.global.t

type Loader = () => Promise<{ default: object }>

const EVERY_PAGE: Partial<Record<Language, Loader>> = { de: () => import('./de/base') }

const SLICES = {
  admin: { en: () => import('./en/admin'), de: () => import('./de/admin') },
  call: { en: () => import('./en/call'), de: () => import('./de/call') },
  calls: { en: () => import('./en/calls'), de: () => import('./de/calls') },
  devices: { en: () => import('./en/devices'), de: () => import('./de/devices') },
  notifications: { en: () => import('./en/notifications'), de: () => import('./de/notifications') },
  palette: { en: () => import('./en/palette'), de: () => import('./de/palette') },
  profile: { en: () => import('./en/profile'), de: () => import('./de/profile') },
} satisfies Record<string, Record<Language, Loader>>
export type Slice = keyof typeof SLICES

const inUse = new Set<Slice>()
/** The language that is shown, or the one that is being loaded. */
let wanted: Language = 'en'

export function language(): Language {
  return i18n.global.locale.value
}

/** Changes the language of the whole app, once all words of it that are in use have arrived. */
export async function speak(next: Language): Promise<void> {
  wanted = next
  const everyPage = await EVERY_PAGE[next]?.()
  if (everyPage) i18n.global.mergeLocaleMessage(next, everyPage.default)
  await Promise.all([...inUse].map((slice) => load(slice, next)))
  // Somebody may have changed their mind meanwhile.
  if (wanted !== next) return
  i18n.global.locale.value = next
  document.documentElement.lang = next
}

/** Adds parts of the catalogue that are loaded on demand. */
export async function loadWords(...slices: Slice[]): Promise<void> {
  slices.forEach((slice) => inUse.add(slice))
  const languages = new Set([language(), wanted])
  await Promise.all(slices.flatMap((slice) => [...languages].map((each) => load(slice, each))))
}

async function load(slice: Slice, spoken: Language): Promise<void> {
  const words = await SLICES[slice][spoken]()
  i18n.global.mergeLocaleMessage(spoken, { [slice]: words.default })
}

/** A loader for a component that speaks the words of these slices: both arrive before it shows. */
export function withWords<Component>(slices: Slice[], load: () => Promise<Component>): () => Promise<Component> {
  return async () => {
    const [component] = await Promise.all([load(), loadWords(...slices)])
    return component
  }
}
