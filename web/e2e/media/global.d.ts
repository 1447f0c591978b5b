import type { Room } from 'livekit-client'
import type { Received } from './engine'

declare global {
  interface Window {
    room: Room
    events: string[]
    screenTrack: MediaStreamTrack
    join(given: { url: string; token: string; options: object }): Promise<void>
    received(): Promise<Record<string, Received>>
    shareScreen(width?: number, height?: number): Promise<void>
  }
}
