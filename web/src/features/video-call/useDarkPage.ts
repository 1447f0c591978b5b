import { onBeforeUnmount, onMounted } from 'vue'

/** Makes the whole page dark while the component lives: dialogs and toasts stand outside of it. */
export function useDarkPage(): void {
  const root = document.documentElement
  onMounted(() => root.classList.add('always-dark'))
  onBeforeUnmount(() => root.classList.remove('always-dark'))
}
