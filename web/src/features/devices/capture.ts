/** Opens and closes camera and microphone. Nothing it opens outlives the wish to have it open. */

export type CaptureKind = 'camera' | 'microphone'

/** Why a device did not open; the words stand in the catalogue under `devices.problem`. */
export type CaptureProblem = 'blocked' | 'missing' | 'busy' | 'insecure' | 'failed'

export class CaptureError extends Error {
  override readonly name = 'CaptureError'

  constructor(
    readonly kind: CaptureKind,
    readonly problem: CaptureProblem,
  ) {
    super(`${kind}: ${problem}`)
  }
}

const PROBLEMS: Record<string, CaptureProblem> = {
  NotAllowedError: 'blocked',
  SecurityError: 'blocked',
  NotFoundError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
}

type MediaSource = Pick<MediaDevices, 'getUserMedia'>

const QUALITY: Record<CaptureKind, MediaTrackConstraints> = {
  camera: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
  microphone: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
}

/** Owns every camera and microphone track of one visit to a call. */
export class Capture {
  private readonly tracks = new Map<CaptureKind, MediaStreamTrack>()
  /** Counts the wishes of each kind; an answer to an older wish is stale. */
  private readonly wishes: Record<CaptureKind, number> = { camera: 0, microphone: 0 }
  private isOver = false

  /** @param media the browser's devices; undefined where the page is not served securely */
  constructor(private readonly media: MediaSource | undefined) {}

  /**
   * Opens a device, or the browser's choice without `deviceId`. Returns null when, by the time the
   * permission prompt was answered, it was wished closed again; the device is off by then.
   * @throws CaptureError
   */
  async open(kind: CaptureKind, deviceId: string | null): Promise<MediaStreamTrack | null> {
    const wish = ++this.wishes[kind]
    const track = await this.request(kind, deviceId)
    if (this.isOver || wish !== this.wishes[kind]) {
      track.stop()
      return null
    }
    this.tracks.get(kind)?.stop()
    this.tracks.set(kind, track)
    return track
  }

  close(kind: CaptureKind): void {
    this.wishes[kind]++
    this.tracks.get(kind)?.stop()
    this.tracks.delete(kind)
  }

  /** Closes everything for good, prompts that are still open included. */
  end(): void {
    this.isOver = true
    this.close('camera')
    this.close('microphone')
  }

  private async request(kind: CaptureKind, deviceId: string | null): Promise<MediaStreamTrack> {
    if (!this.media) throw new CaptureError(kind, 'insecure')
    try {
      return await this.oneTrack(this.media, kind, deviceId)
    } catch (error) {
      const name = error instanceof Error ? error.name : ''
      if (name === 'OverconstrainedError' && deviceId !== null) return this.request(kind, null)
      throw new CaptureError(kind, PROBLEMS[name] ?? 'failed')
    }
  }

  private async oneTrack(media: MediaSource, kind: CaptureKind, deviceId: string | null): Promise<MediaStreamTrack> {
    const wanted = { ...QUALITY[kind], ...(deviceId === null ? {} : { deviceId: { exact: deviceId } }) }
    const stream = await media.getUserMedia(kind === 'camera' ? { video: wanted } : { audio: wanted })
    const [track] = stream.getTracks()
    if (!track) throw new DOMException('no track', 'NotFoundError')
    return track
  }
}
