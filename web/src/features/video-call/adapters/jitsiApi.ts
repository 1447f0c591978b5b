/** The part of Jitsi's IFrame API that we use, and loading its script from the address the server gave. */

export interface JitsiOptions {
  roomName: string
  parentNode: HTMLElement
  width: string
  height: string
  lang: string
  jwt?: string
  userInfo: { displayName: string }
  configOverwrite: Record<string, unknown>
}

/** Events by name with what they carry; ids are Jitsi's own. */
export interface JitsiEvents {
  videoConferenceJoined: { id: string; displayName: string }
  videoConferenceLeft: object
  readyToClose: object
  participantJoined: { id: string; displayName?: string; userContext?: { id?: string } }
  participantLeft: { id: string }
  participantKickedOut: { kicked: { id: string; local: boolean } }
  displayNameChange: { id: string; displayname: string }
  audioMuteStatusChanged: { muted: boolean }
  videoMuteStatusChanged: { muted: boolean }
  screenSharingStatusChanged: { on: boolean }
  participantMuted: { participantId: string; isMuted: boolean; mediaType: string }
  raiseHandUpdated: { id: string; handRaised: number }
  dominantSpeakerChanged: { id: string }
  suspendDetected: object
  errorOccurred: { name?: string; type?: string; isFatal?: boolean }
}

/** What Jitsi knows of its own connection: milliseconds, percent and kilobits. Older deployments tell nothing. */
export interface JitsiStats {
  jvbRTT?: number
  packetLoss?: { download?: number; upload?: number }
  bitrate?: { download?: number; upload?: number }
}

export interface JitsiApi {
  getConnectionStats?(): Promise<JitsiStats | null | undefined>
  addListener<Name extends keyof JitsiEvents>(name: Name, listener: (event: JitsiEvents[Name]) => void): void
  executeCommand(name: string, ...values: unknown[]): void
  dispose(): void
}

type JitsiConstructor = new (domain: string, options: JitsiOptions) => JitsiApi

declare global {
  interface Window {
    JitsiMeetExternalAPI?: JitsiConstructor
  }
}

/**
 * Loads the IFrame API once per address.
 * @throws Error when the script does not load or is not what it claims to be
 */
export async function loadJitsi(scriptUrl: string): Promise<JitsiConstructor> {
  const present = document.querySelector(`script[src="${CSS.escape(scriptUrl)}"]`)
  if (!present || !window.JitsiMeetExternalAPI) await loadScript(scriptUrl)
  if (!window.JitsiMeetExternalAPI) throw new Error('the script defines no JitsiMeetExternalAPI')
  return window.JitsiMeetExternalAPI
}

function loadScript(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = url
    script.async = true
    script.onload = () => resolve()
    script.onerror = () => {
      script.remove()
      reject(new Error('the script did not load'))
    }
    document.head.append(script)
  })
}
