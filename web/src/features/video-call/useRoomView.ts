/** What one person has open and in front in the room: panel, dialogs, layout. Nobody else sees it. */
import { ref } from 'vue'
import type { ViewMode } from './callLayout'

export type Panel = 'chat' | 'people'
export type SettingsTab = 'devices' | 'shortcuts'
export type RoomView = ReturnType<typeof useRoomView>

const SHORTCUTS_KEY = 'homecoming.shortcuts'

export function useRoomView() {
  const panel = ref<Panel | null>(null)
  const settings = ref<SettingsTab | null>(null)
  const mode = ref<ViewMode>('grid')
  const pinned = ref<string | null>(null)
  const hasShortcuts = ref(localStorage.getItem(SHORTCUTS_KEY) !== 'off')

  return {
    panel,
    settings,
    mode,
    pinned,
    hasShortcuts,
    togglePanel: (which: Panel) => (panel.value = panel.value === which ? null : which),
    togglePin: (id: string) => (pinned.value = pinned.value === id ? null : id),
    setShortcuts: (on: boolean) => {
      hasShortcuts.value = on
      localStorage.setItem(SHORTCUTS_KEY, on ? 'on' : 'off')
    },
  }
}
