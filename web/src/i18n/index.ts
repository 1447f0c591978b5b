// The words of the app. What every page needs is in the first bundle; the rest comes with the pages that use it.
import { createI18n } from 'vue-i18n'
import { compile } from './compile'
import chats from './en/chats'
import common from './en/common'
import home from './en/home'
import people from './en/people'
import session from './en/session'
import shell from './en/shell'
import time from './en/time'

export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en: { chats, common, home, people, session, shell, time } },
  messageCompiler: compile,
})

/** Translates outside of components, for pure logic that gets its words handed in. */
export const t = i18n.global.t

const SLICES = {
  admin: () => import('./en/admin'),
  call: () => import('./en/call'),
  calls: () => import('./en/calls'),
  devices: () => import('./en/devices'),
  notifications: () => import('./en/notifications'),
  palette: () => import('./en/palette'),
  profile: () => import('./en/profile'),
}
export type Slice = keyof typeof SLICES

/** Adds parts of the catalogue that are loaded on demand. */
export async function loadWords(...slices: Slice[]): Promise<void> {
  await Promise.all(
    slices.map(async (slice) => i18n.global.mergeLocaleMessage('en', { [slice]: (await SLICES[slice]()).default })),
  )
}

/** A loader for a component that speaks the words of these slices: both arrive before it shows. */
export function withWords<Component>(slices: Slice[], load: () => Promise<Component>): () => Promise<Component> {
  return async () => {
    const [component] = await Promise.all([load(), loadWords(...slices)])
    return component
  }
}
