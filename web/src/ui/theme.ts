// Light, dark, or as the system says; remembered on this device alone.
import { readonly, ref } from 'vue'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const KEY = 'theme'
const chosen = ref<Theme>(stored())

export const theme = readonly(chosen)

export function setTheme(next: Theme): void {
  chosen.value = next
  localStorage.setItem(KEY, next)
  applyTheme()
}

/** Puts the choice on the root element, where the tokens look for it. */
export function applyTheme(): void {
  if (chosen.value === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = chosen.value
}

function stored(): Theme {
  const value = localStorage.getItem(KEY)
  return THEMES.find((candidate) => candidate === value) ?? 'system'
}
