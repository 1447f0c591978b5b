import { describe, expect, it } from 'vitest'
import { Capture, type CaptureError } from './capture'

/** Devices whose permission prompt stays open until the test answers it. */
class Prompted {
  readonly asked: MediaStreamConstraints[] = []
  readonly opened: { isLive: boolean }[] = []
  private readonly answers: Array<(allow: boolean | string) => void> = []

  getUserMedia = (constraints: MediaStreamConstraints): Promise<MediaStream> =>
    new Promise((resolve, reject) => {
      this.asked.push(constraints)
      this.answers.push((answer) => {
        if (answer !== true) return reject(new DOMException('no', String(answer)))
        const track = { isLive: true, stop: () => void (track.isLive = false) }
        this.opened.push(track)
        resolve({ getTracks: () => [track] } as unknown as MediaStream)
      })
    })

  async answer(answer: true | string): Promise<void> {
    this.answers.shift()?.(answer)
    await Promise.resolve()
  }

  get live(): number {
    return this.opened.filter((track) => track.isLive).length
  }
}

function capture() {
  const media = new Prompted()
  return { media, capture: new Capture(media) }
}

describe('Capture', () => {
  it('opens the chosen device and closes it', async () => {
    const { media, capture: each } = capture()
    const opening = each.open('camera', 'c1')
    await media.answer(true)
    expect(await opening).not.toBeNull()
    expect(media.asked[0]).toMatchObject({ video: { deviceId: { exact: 'c1' } } })
    each.close('camera')
    expect(media.live).toBe(0)
  })

  it('leaves no camera on when the person leaves while the permission prompt is open', async () => {
    const { media, capture: each } = capture()
    const opening = each.open('camera', null)
    each.end()
    await media.answer(true)
    expect(await opening).toBeNull()
    expect(media.opened).toHaveLength(1)
    expect(media.live).toBe(0)
  })

  it('leaves no camera on when it is turned off while the prompt is open', async () => {
    const { media, capture: each } = capture()
    const opening = each.open('camera', null)
    each.close('camera')
    await media.answer(true)
    expect(await opening).toBeNull()
    expect(media.live).toBe(0)
  })

  it('keeps only the last device when two are asked for', async () => {
    const { media, capture: each } = capture()
    const first = each.open('camera', 'c1')
    const second = each.open('camera', 'c2')
    await media.answer(true)
    await media.answer(true)
    expect(await first).toBeNull()
    expect(await second).not.toBeNull()
    expect(media.live).toBe(1)
  })

  it('stops the old device when another takes its place', async () => {
    const { media, capture: each } = capture()
    const first = each.open('microphone', 'm1')
    await media.answer(true)
    await first
    const second = each.open('microphone', 'm2')
    await media.answer(true)
    await second
    expect(media.opened.map((track) => track.isLive)).toEqual([false, true])
  })

  it('falls back to the browser\'s choice when the remembered device is gone', async () => {
    const { media, capture: each } = capture()
    const opening = each.open('camera', 'gone')
    await media.answer('OverconstrainedError')
    await media.answer(true)
    expect(await opening).not.toBeNull()
    expect(media.asked[1]).not.toHaveProperty('video.deviceId')
  })

  it.each([
    ['NotAllowedError', 'blocked'],
    ['NotFoundError', 'missing'],
    ['NotReadableError', 'busy'],
    ['TypeError', 'failed'],
  ])('tells %s as %s', async (name, problem) => {
    const { media, capture: each } = capture()
    const opening = each.open('camera', null).catch((error: CaptureError) => error.problem)
    await media.answer(name)
    expect(await opening).toBe(problem)
  })

  it('says so where the page is not served securely', async () => {
    await expect(new Capture(undefined).open('camera', null)).rejects.toMatchObject({ problem: 'insecure' })
  })
})
