/** Which camera, microphone and speaker a person wants, remembered by id and, as ids change, by label. */

export type DeviceKind = 'camera' | 'microphone' | 'speaker'

export interface Device {
  id: string
  label: string
  kind: DeviceKind
}

export interface RememberedDevice {
  id: string
  label: string
}

export interface DevicePreferences {
  camera: RememberedDevice | null
  microphone: RememberedDevice | null
  speaker: RememberedDevice | null
  /** Whether the person last joined with it on. */
  cameraOn: boolean
  microphoneOn: boolean
}

export const NO_PREFERENCES: DevicePreferences = {
  camera: null,
  microphone: null,
  speaker: null,
  cameraOn: true,
  microphoneOn: true,
}

const KINDS: Record<MediaDeviceKind, DeviceKind> = {
  videoinput: 'camera',
  audioinput: 'microphone',
  audiooutput: 'speaker',
}

/** The devices of a browser's list that can be chosen: before permission they come without an id and are left out. */
export function devicesFrom(infos: Pick<MediaDeviceInfo, 'deviceId' | 'kind' | 'label'>[]): Device[] {
  return infos
    .filter((info) => info.deviceId !== '')
    .map((info) => ({ id: info.deviceId, label: info.label, kind: KINDS[info.kind] }))
}

/** The wanted device if it is plugged in: by id, else by its label; null leaves the choice to the browser. */
export function wantedDevice(kind: DeviceKind, devices: Device[], wanted: RememberedDevice | null): Device | null {
  if (!wanted) return null
  const same = devices.filter((device) => device.kind === kind)
  const byLabel = wanted.label ? same.find((device) => device.label === wanted.label) : undefined
  return same.find((device) => device.id === wanted.id) ?? byLabel ?? null
}

export type DeviceChange =
  | { kind: 'none' }
  /** The device in use went away; `to` is what to use now, null for the browser's default. */
  | { kind: 'lost'; to: Device | null }
  /** The person's own device came back. */
  | { kind: 'returned'; to: Device }

/** What a change of the plugged-in devices means for the one in use. */
export function deviceChange(
  kind: DeviceKind,
  usedId: string | null,
  devices: Device[],
  wanted: RememberedDevice | null,
): DeviceChange {
  const isPresent = devices.some((device) => device.kind === kind && device.id === usedId)
  const preferred = wantedDevice(kind, devices, wanted)
  if (usedId !== null && !isPresent) return { kind: 'lost', to: preferred }
  if (preferred && preferred.id !== usedId) return { kind: 'returned', to: preferred }
  return { kind: 'none' }
}

const STORAGE_KEY = 'homecoming.devices'

type Drawer = Pick<Storage, 'getItem' | 'setItem'>

/** Reads the preferences; what is missing, foreign or broken counts as never chosen. */
export function readPreferences(drawer: Drawer): DevicePreferences {
  try {
    const stored: unknown = JSON.parse(drawer.getItem(STORAGE_KEY) ?? '{}')
    return typeof stored === 'object' && stored !== null ? cleaned(stored) : NO_PREFERENCES
  } catch {
    return NO_PREFERENCES
  }
}

/** Keeps the preferences. A browser that refuses storage only forgets them. */
export function writePreferences(drawer: Drawer, preferences: DevicePreferences): void {
  try {
    drawer.setItem(STORAGE_KEY, JSON.stringify(preferences))
  } catch {
    return
  }
}

function cleaned(stored: Partial<Record<keyof DevicePreferences, unknown>>): DevicePreferences {
  return {
    camera: remembered(stored.camera),
    microphone: remembered(stored.microphone),
    speaker: remembered(stored.speaker),
    cameraOn: stored.cameraOn !== false,
    microphoneOn: stored.microphoneOn !== false,
  }
}

function remembered(value: unknown): RememberedDevice | null {
  if (typeof value !== 'object' || value === null) return null
  const { id, label } = value as Record<string, unknown>
  return typeof id === 'string' && typeof label === 'string' ? { id, label } : null
}
