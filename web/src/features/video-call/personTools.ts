/** Which host tools are offered for a person. Pure; the server keeps the rules. */
import type { VideoCallView } from '@/api/types'
import type { RoomPerson } from './callRoom'

export type PersonTool = 'mute' | 'ask' | 'stop-share' | 'role' | 'lobby' | 'remove'
type Role = NonNullable<VideoCallView['my_role']>

export interface ToolsRequest {
  mine: Role | null
  theirs: Role
  person: Pick<RoomPerson, 'isLocal' | 'personId' | 'isMicrophoneOn' | 'screen'>
  hasLobby: boolean
  /** The room is a page of the provider: the server cannot reach what people send there. */
  isFrame: boolean
}

export function toolsFor({ mine, theirs, person, hasLobby, isFrame }: ToolsRequest): PersonTool[] {
  const runsTheCall = mine === 'host' || mine === 'moderator'
  if (!runsTheCall || person.isLocal || person.personId === null) return []
  const tools: PersonTool[] = []
  if (!person.isMicrophoneOn) tools.push('ask')
  else if (!isFrame) tools.push('mute')
  if (person.screen && !isFrame) tools.push('stop-share')
  if (mine === 'host') tools.push('role')
  if (hasLobby && theirs === 'participant' && !isFrame) tools.push('lobby')
  if (mine === 'host' || theirs === 'participant') tools.push('remove')
  // Nobody does anything to the host but ask and mute.
  return theirs === 'host' ? tools.filter((tool) => tool === 'ask' || tool === 'mute' || tool === 'stop-share') : tools
}
