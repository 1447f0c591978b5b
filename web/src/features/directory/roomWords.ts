// What is said about the room that somebody has for a chat.
import type { Room } from '@/api/types'

type Translate = (key: string, values?: Record<string, unknown>) => string

interface Times {
  dateInSentence(date: string): string
  whenInSentence(instant: string): string
}

/** Whether there is anything to say. */
export function hasNews(room: Room): boolean {
  return room.is_full || room.wait !== null
}

/** The sentences, the most important first. */
export function roomWords(name: string, room: Room, times: Times, t: Translate): string[] {
  if (!room.is_full) return [room.wait?.offered_until ? t('people.room.offered', { name, when: times.whenInSentence(room.wait.offered_until) }) : t('people.room.open', { name })]
  const next = room.next_opening ? t('people.room.next', { day: times.dateInSentence(room.next_opening) }) : t('people.room.notKnown')
  return [t('people.room.full'), next, room.wait ? t('people.room.waiting') : t('people.room.private')]
}
