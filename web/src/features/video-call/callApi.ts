/** Every request a call screen makes. */
import { api, body } from '@/api/client'
import type { Attendance, CallMessageView, JoinView, LobbyEntry, VideoCallView } from '@/api/types'
import type { PathSample } from './pathMeter'

const at = (id: string) => ({ params: { path: { id } } })

export function getCall(id: string): Promise<VideoCallView> {
  return body(api.GET('/api/video-calls/{id}', at(id)))
}

/** What one waits for outside: to be let in, or for the host to open the call. */
export type WaitingFor = 'admission' | 'host'

/** The answer to a join: a connection, or the news that one has to wait. */
export type Joined = JoinView | { waiting: true; reason: WaitingFor }

const LONGEST_DEVICE_NAME = 100

export async function joinCall(id: string, device: string): Promise<Joined> {
  const wanted = { device: device.slice(0, LONGEST_DEVICE_NAME) }
  return (await body(api.POST('/api/video-calls/{id}/join', { ...at(id), body: wanted }))) as Joined
}

/**
 * Leaves with one connection, or takes back a knock when there is none yet.
 * @param isLastWord sent while the page closes: it goes out even when the page is gone
 */
export async function leaveCall(id: string, sessionId: string | null, isLastWord = false): Promise<void> {
  const left = sessionId === null ? {} : { session_id: sessionId }
  await api.POST('/api/video-calls/{id}/leave', { ...at(id), body: left, keepalive: isLastWord })
}

/** Tells that this page is still there. */
export async function beat(id: string, sessionId: string): Promise<void> {
  await api.POST('/api/video-calls/{id}/heartbeat', { ...at(id), body: { session_id: sessionId } })
}

/** Tells what this page measured of its own connection. */
export async function reportQuality(
  id: string,
  sessionId: string,
  report: { join_milliseconds?: number; first_frame_milliseconds?: number; sample?: PathSample },
): Promise<void> {
  await api.POST('/api/video-calls/{id}/quality', { ...at(id), body: { session_id: sessionId, ...report } })
}

export function endCall(id: string): Promise<VideoCallView> {
  return body(api.POST('/api/video-calls/{id}/end', at(id)))
}

/** The newest messages, oldest first. */
export async function listMessages(id: string): Promise<CallMessageView[]> {
  const page = await body(api.GET('/api/video-calls/{id}/messages', { params: { path: { id }, query: { limit: 100 } } }))
  return page.items
}

export function sendMessage(id: string, text: string): Promise<CallMessageView> {
  return body(api.POST('/api/video-calls/{id}/messages', { ...at(id), body: { body: text } }))
}

export async function rateCall(id: string, rating: number, problems: string[]): Promise<void> {
  await api.POST('/api/video-calls/{id}/feedback', { ...at(id), body: { rating, problems } })
}

const atPerson = (id: string, personId: string) => ({ params: { path: { id, person_id: personId } } })

export async function mutePerson(id: string, personId: string): Promise<void> {
  await api.POST('/api/video-calls/{id}/participants/{person_id}/mute', atPerson(id, personId))
}

export async function askToUnmute(id: string, personId: string): Promise<void> {
  await api.POST('/api/video-calls/{id}/participants/{person_id}/ask-to-unmute', atPerson(id, personId))
}

export async function stopShare(id: string, personId: string): Promise<void> {
  await api.POST('/api/video-calls/{id}/participants/{person_id}/stop-share', atPerson(id, personId))
}

export async function returnToLobby(id: string, personId: string): Promise<void> {
  await api.POST('/api/video-calls/{id}/participants/{person_id}/lobby', atPerson(id, personId))
}

export async function changeRole(id: string, personId: string, role: 'moderator' | 'participant'): Promise<void> {
  await api.PUT('/api/video-calls/{id}/participants/{person_id}', { ...atPerson(id, personId), body: { role } })
}

export async function removePerson(id: string, personId: string): Promise<void> {
  await api.DELETE('/api/video-calls/{id}/participants/{person_id}', atPerson(id, personId))
}

export async function listLobby(id: string): Promise<LobbyEntry[]> {
  return (await body(api.GET('/api/video-calls/{id}/lobby', at(id)))).items
}

export async function admitFromLobby(id: string, personId: string): Promise<void> {
  await api.POST('/api/video-calls/{id}/lobby/admit', { ...at(id), body: { person_id: personId } })
}

export async function turnAwayFromLobby(id: string, personId: string): Promise<void> {
  await api.POST('/api/video-calls/{id}/lobby/refuse', { ...at(id), body: { person_id: personId } })
}

export async function lockCall(id: string, isLocked: boolean): Promise<void> {
  await api.POST('/api/video-calls/{id}/lock', { ...at(id), body: { locked: isLocked } })
}

/** What a host may allow or not while the call goes on. */
export type CallRule = 'chat' | 'screen_share' | 'lobby'

export async function setRule(id: string, rule: CallRule, isOn: boolean): Promise<void> {
  await api.PUT('/api/video-calls/{id}', { ...at(id), body: { settings: { [rule]: isOn } } })
}

/** A page of who was on the list, and when they were there. */
export function listAttendance(id: string, cursor: string | undefined): Promise<{ items: Attendance[]; next_cursor?: string | null }> {
  return body(api.GET('/api/video-calls/{id}/participants', { params: { path: { id }, query: { limit: 100, cursor } } }))
}

/** Asks the server for nothing but an answer, to see how long one takes. */
export async function ping(): Promise<void> {
  await api.GET('/api/me', { cache: 'no-store' })
}
