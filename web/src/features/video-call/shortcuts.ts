/** The keys of the call room. One letter each, never while somebody writes, and all can be turned off. */

export type ShortcutAction = 'microphone' | 'camera' | 'share' | 'hand' | 'chat' | 'people' | 'help'

export const SHORTCUTS: ReadonlyArray<{ key: string; action: ShortcutAction }> = [
  { key: 'm', action: 'microphone' },
  { key: 'v', action: 'camera' },
  { key: 's', action: 'share' },
  { key: 'h', action: 'hand' },
  { key: 'c', action: 'chat' },
  { key: 'p', action: 'people' },
  { key: '?', action: 'help' },
]

export interface KeyPress {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  /** The key is held down. */
  repeat: boolean
  /** The focus is where letters are text: a field, a list that jumps by letter, an editable region. */
  isTyping: boolean
}

/** The action a key press asks for, or null when it belongs to the page, the browser or the text. */
export function shortcutFor(press: KeyPress, enabled: boolean): ShortcutAction | null {
  if (!enabled || press.repeat || press.isTyping || press.ctrlKey || press.metaKey || press.altKey) return null
  const key = press.key.toLowerCase()
  return SHORTCUTS.find((shortcut) => shortcut.key === key)?.action ?? null
}

const LETTERS_ARE_TEXT =
  'input, textarea, select, [contenteditable=""], [contenteditable="true"], [role="textbox"], [role="combobox"], [role="listbox"], [role="menu"]'

/** Whether letters typed at `target` are meant for it. */
export function isTypingAt(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(LETTERS_ARE_TEXT) !== null
}
