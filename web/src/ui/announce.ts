// What happened, in words: shown as a toast and said once by readers.
import { readonly, ref } from 'vue'

export interface Announcement {
  id: number
  text: string
  tone: 'plain' | 'danger'
  action?: { label: string; run: () => void }
}

const SHOWN_MS = 6000
const current = ref<Announcement[]>([])
let lastId = 0

export const announcements = readonly(current)

/** Shows `text` for some seconds; the same words again replace the earlier ones instead of piling up. */
export function announce(text: string, options: Partial<Pick<Announcement, 'tone' | 'action'>> = {}): void {
  const id = ++lastId
  current.value = [...current.value.filter((other) => other.text !== text), { id, text, tone: 'plain', ...options }]
  setTimeout(() => dismiss(id), SHOWN_MS)
}

/** Takes everything down: what it was about is over. */
export function dismissAll(): void {
  current.value = []
}

export function dismiss(id: number): void {
  current.value = current.value.filter((announcement) => announcement.id !== id)
}
