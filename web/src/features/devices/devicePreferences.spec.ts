import { describe, expect, it } from 'vitest'
import {
  deviceChange,
  devicesFrom,
  NO_PREFERENCES,
  readPreferences,
  wantedDevice,
  writePreferences,
  type Device,
} from './devicePreferences'

const builtIn: Device = { id: 'b1', label: 'Built-in', kind: 'microphone' }
const headset: Device = { id: 'h1', label: 'Headset', kind: 'microphone' }
const headsetCamera: Device = { id: 'h2', label: 'Headset', kind: 'camera' }
const wantsHeadset = { id: 'h1', label: 'Headset' }

function drawer(initial: string | null = null) {
  let value = initial
  return { getItem: () => value, setItem: (_: string, next: string) => void (value = next) }
}

describe('wantedDevice', () => {
  it('finds a device by its id, and by its label when the browser gave it a new id', () => {
    expect(wantedDevice('microphone', [builtIn, headset], wantsHeadset)).toBe(headset)
    expect(wantedDevice('microphone', [builtIn, { ...headset, id: 'new' }], wantsHeadset)?.id).toBe('new')
  })

  it('never crosses kinds and leaves the rest to the browser', () => {
    expect(wantedDevice('microphone', [builtIn, headsetCamera], wantsHeadset)).toBeNull()
    expect(wantedDevice('microphone', [builtIn], null)).toBeNull()
    expect(wantedDevice('microphone', [{ ...builtIn, label: '' }], { id: 'x', label: '' })).toBeNull()
  })
})

describe('deviceChange', () => {
  it('falls back when the device in use is unplugged', () => {
    expect(deviceChange('microphone', 'h1', [builtIn], wantsHeadset)).toEqual({ kind: 'lost', to: null })
    expect(deviceChange('microphone', 'b1', [headset], wantsHeadset)).toEqual({ kind: 'lost', to: headset })
  })

  it("returns to the person's own device when it is plugged in again", () => {
    expect(deviceChange('microphone', 'b1', [builtIn, headset], wantsHeadset)).toEqual({ kind: 'returned', to: headset })
  })

  it('changes nothing for a stranger to the list', () => {
    expect(deviceChange('microphone', 'b1', [builtIn, headset], null)).toEqual({ kind: 'none' })
    expect(deviceChange('microphone', 'h1', [builtIn, headset], wantsHeadset)).toEqual({ kind: 'none' })
  })
})

describe('what is remembered', () => {
  it('comes back as it was kept', () => {
    const kept = { ...NO_PREFERENCES, microphone: wantsHeadset, cameraOn: false }
    const place = drawer()
    writePreferences(place, kept)
    expect(readPreferences(place)).toEqual(kept)
  })

  it.each([null, '', 'no json', '[]', '{"camera":7,"microphone":{"id":1}}', '"text"', 'null'])(
    'counts %s as never chosen',
    (stored) => {
      expect(readPreferences(drawer(stored))).toEqual(NO_PREFERENCES)
    },
  )

  it('leaves out devices the browser does not name yet', () => {
    const infos = [
      { deviceId: '', kind: 'videoinput' as const, label: '' },
      { deviceId: 'h1', kind: 'audioinput' as const, label: 'Headset' },
    ]
    expect(devicesFrom(infos)).toEqual([headset])
  })
})
