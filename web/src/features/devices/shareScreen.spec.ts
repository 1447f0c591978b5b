import { describe, expect, it } from 'vitest'
import { canShareScreen, captureScreen } from './shareScreen'

function display(answer: () => Promise<MediaStream>) {
  return { getDisplayMedia: answer }
}

function screen() {
  const track = { isLive: true, stop: () => void (track.isLive = false) }
  return { track, stream: { getTracks: () => [track] } as unknown as MediaStream }
}

describe('captureScreen', () => {
  it('gives the chosen screen', async () => {
    const { stream } = screen()
    expect(await captureScreen(() => true, display(async () => stream))).toBe(stream)
  })

  it('takes a closed picker for a change of mind, and a real failure for a failure', async () => {
    const closed = display(() => Promise.reject(new DOMException('', 'NotAllowedError')))
    const broken = display(() => Promise.reject(new DOMException('', 'NotReadableError')))
    expect(await captureScreen(() => true, closed)).toBeNull()
    await expect(captureScreen(() => true, broken)).rejects.toThrow(DOMException)
  })

  it('captures nothing when the person has left while the picker was open', async () => {
    const { track, stream } = screen()
    expect(await captureScreen(() => false, display(async () => stream))).toBeNull()
    expect(track.isLive).toBe(false)
  })

  it('knows browsers that cannot share', () => {
    expect(canShareScreen({})).toBe(false)
    expect(canShareScreen(undefined)).toBe(false)
    expect(canShareScreen(display(async () => screen().stream))).toBe(true)
  })
})
