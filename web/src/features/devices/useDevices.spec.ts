import { effectScope, nextTick } from 'vue'
import { beforeEach, describe, expect, it } from 'vitest'
import { useDevices } from './useDevices'

class Track extends EventTarget {
  enabled = true
  readyState: 'live' | 'ended' = 'live'
  constructor(private readonly deviceId: string) {
    super()
  }
  getSettings = () => ({ deviceId: this.deviceId })
  stop(): void {
    this.readyState = 'ended'
  }
}

/** Devices that can be plugged in and out; permission is always given. */
class Plugs extends EventTarget {
  plugged = [
    { deviceId: 'cam', kind: 'videoinput', label: 'Built-in camera' },
    { deviceId: 'mic', kind: 'audioinput', label: 'Built-in microphone' },
  ]
  readonly tracks: Track[] = []

  enumerateDevices = async () => this.plugged
  getUserMedia = async (constraints: MediaStreamConstraints) => {
    const kind = constraints.video ? 'videoinput' : 'audioinput'
    const wanted = (constraints.video || constraints.audio) as { deviceId?: { exact: string } }
    const device = this.plugged.find((each) => each.kind === kind && (!wanted.deviceId || each.deviceId === wanted.deviceId.exact))
    if (!device) throw new DOMException('', 'OverconstrainedError')
    const track = new Track(device.deviceId)
    this.tracks.push(track)
    return { getTracks: () => [track] }
  }
  async plug(devices: typeof this.plugged): Promise<void> {
    this.plugged = devices
    this.dispatchEvent(new Event('devicechange'))
    await settled()
  }
  get live(): number {
    return this.tracks.filter((track) => track.readyState === 'live').length
  }
}

async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await nextTick()
}

function setUp() {
  const plugs = new Plugs()
  const scope = effectScope()
  const devices = scope.run(() => useDevices(plugs as unknown as MediaDevices))
  if (!devices) throw new Error('the scope has run')
  return { plugs, scope, devices }
}

const headset = { deviceId: 'head', kind: 'audioinput', label: 'Headset' }

describe('useDevices', () => {
  beforeEach(() => localStorage.clear())

  it('opens nothing by itself and closes everything at its end', async () => {
    const { plugs, scope, devices } = setUp()
    expect(plugs.tracks).toHaveLength(0)
    await devices.setCamera(true)
    await devices.setMicrophone(true)
    expect([devices.isCameraOn.value, devices.isMicrophoneOn.value, plugs.live]).toEqual([true, true, 2])
    scope.stop()
    expect(plugs.live).toBe(0)
  })

  it('mutes without closing, so that the first word after it is heard', async () => {
    const { plugs, devices } = setUp()
    await devices.setMicrophone(true)
    await devices.setMicrophone(false)
    expect([devices.isMicrophoneOn.value, plugs.live, plugs.tracks[0]?.enabled]).toEqual([false, 1, false])
    await devices.setMicrophone(true)
    expect([devices.isMicrophoneOn.value, plugs.tracks.length]).toEqual([true, 1])
  })

  it('stays muted when it is muted while the prompt is open', async () => {
    const { plugs, devices } = setUp()
    const unmuting = devices.setMicrophone(true)
    await devices.setMicrophone(false)
    await unmuting
    expect([devices.isMicrophoneOn.value, plugs.live]).toEqual([false, 0])
  })

  it('goes on with another microphone when the one in use is unplugged, and says so', async () => {
    const { plugs, devices } = setUp()
    await plugs.plug([...plugs.plugged, headset])
    await devices.choose('microphone', 'head')
    await devices.setMicrophone(true)
    expect(devices.microphone.value?.getSettings().deviceId).toBe('head')
    plugs.tracks[0]?.stop()
    await plugs.plug(plugs.plugged.filter((device) => device !== headset))
    expect(devices.microphone.value?.getSettings().deviceId).toBe('mic')
    expect(devices.notice.value).toEqual({ kind: 'lost', device: 'microphone', label: '' })
    await plugs.plug([...plugs.plugged, headset])
    expect(devices.microphone.value?.getSettings().deviceId).toBe('head')
    expect(devices.notice.value).toMatchObject({ kind: 'returned', label: 'Headset' })
  })

  it('keeps a muted microphone muted across a change of device', async () => {
    const { plugs, devices } = setUp()
    await plugs.plug([...plugs.plugged, headset])
    await devices.setMicrophone(true)
    await devices.setMicrophone(false)
    await devices.choose('microphone', 'head')
    expect(devices.microphone.value?.enabled).toBe(false)
  })

  it('remembers the choice for the next visit', async () => {
    const first = setUp()
    await first.plugs.plug([...first.plugs.plugged, headset])
    await first.devices.choose('microphone', 'head')
    await nextTick()
    first.scope.stop()
    const second = setUp()
    await second.plugs.plug([...second.plugs.plugged, { ...headset, deviceId: 'head-new-id' }])
    await second.devices.setMicrophone(true)
    expect(second.devices.microphone.value?.getSettings().deviceId).toBe('head-new-id')
  })

  it('tells why a device did not open', async () => {
    const { plugs, devices } = setUp()
    plugs.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'))
    await devices.setCamera(true)
    expect([devices.problems.value.camera, devices.isCameraOn.value, devices.opening.value.camera]).toEqual(['blocked', false, false])
  })
})
