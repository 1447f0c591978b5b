import { onBeforeUnmount, onMounted } from 'vue'

/** Makes the whole page dark and full while the component lives: dialogs and toasts stand outside of it. */
export function useDarkPage(): void {
  const { style } = document.documentElement
  onMounted(() => Object.assign(style, { colorScheme: 'dark', scrollbarGutter: 'auto' }))
  onBeforeUnmount(() => Object.assign(style, { colorScheme: '', scrollbarGutter: '' }))
}
