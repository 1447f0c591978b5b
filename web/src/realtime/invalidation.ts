// Which cached answers an event makes stale. The first part of a query key is the resource.
import type { EventName } from './events'

export type Resource = 'coffee-chat' | 'video-calls' | 'suggestions' | 'ai-matches' | 'people' | 'connections' | 'notifications' | 'wait-list'

const STALE: Record<string, readonly Resource[]> = {
  coffee_chat: ['coffee-chat', 'suggestions', 'ai-matches', 'video-calls'],
  video_call: ['video-calls'],
  connection: ['connections', 'people', 'suggestions', 'ai-matches'],
  // A line may tell of a place that opened with somebody.
  notification: ['notifications', 'people', 'wait-list'],
}

/** These come many times a second in a busy call and change no list. */
const IN_CALL_ONLY: readonly EventName[] = [
  'video_call.message',
  'video_call.quality_changed',
  'video_call.screen_share_changed',
  'video_call.unmute_requested',
]

export function staleAfter(event: EventName): readonly Resource[] {
  if (IN_CALL_ONLY.includes(event)) return []
  return STALE[event.split('.')[0] ?? ''] ?? []
}
