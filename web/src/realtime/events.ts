// What the server sends over `/api/realtime`.

export interface Hello {
  hello: { epoch: string; offset: number }
}
export interface Recovery {
  recovered: boolean
}
/** One thing that happened, as told to this person; offsets have no gaps. */
export interface RealtimeEvent {
  offset: number
  event: EventName
  data: Record<string, unknown>
}
export type EventName =
  | `video_call.${'created' | 'updated' | 'started' | 'ended' | 'cancelled' | 'participant_joined' | 'participant_left' | 'message' | 'lobby_waiting' | 'recording_changed' | 'unmute_requested' | 'screen_share_changed' | 'quality_changed'}`
  | `coffee_chat.${'requested' | 'accepted' | 'declined' | 'countered' | 'expired' | 'withdrawn' | 'cancelled' | 'completed'}`
  | `connection.${'requested' | 'accepted'}`
  | 'notification.created'

export type Frame = Hello | Recovery | RealtimeEvent
