import { onScopeDispose } from 'vue'
import { isTypingAt, shortcutFor, type ShortcutAction } from './shortcuts'

/** Runs the action of each shortcut key while the calling component lives. */
export function useShortcuts(isEnabled: () => boolean, actions: Record<ShortcutAction, () => unknown>): void {
  function pressed(event: KeyboardEvent): void {
    const { key, ctrlKey, metaKey, altKey, repeat, target } = event
    const action = shortcutFor({ key, ctrlKey, metaKey, altKey, repeat, isTyping: isTypingAt(target) }, isEnabled())
    if (!action) return
    event.preventDefault()
    void actions[action]()
  }
  window.addEventListener('keydown', pressed)
  onScopeDispose(() => window.removeEventListener('keydown', pressed))
}
