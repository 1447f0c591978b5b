/** Listening to how loud a track is, and playing a test sound. Owns its audio graph and closes it. */

const EVERY_MS = 80
const FULL_SCALE_RMS = 0.25

/** How loud samples between -1 and 1 are: 0 silence, 1 as loud as a person speaks up close. */
export function loudness(samples: Float32Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length)
  return Math.min(1, Math.sqrt(power) / FULL_SCALE_RMS)
}

/**
 * Reports the loudness of `track` about twelve times a second until the returned function is called.
 * The track is cloned, so it is heard even while the original is muted.
 */
export function listenTo(track: MediaStreamTrack, report: (level: number) => void): () => void {
  const clone = track.clone()
  clone.enabled = true
  const context = new AudioContext()
  const analyser = context.createAnalyser()
  analyser.fftSize = 512
  const source = context.createMediaStreamSource(new MediaStream([clone]))
  source.connect(analyser)
  const samples = new Float32Array(analyser.fftSize)
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples)
    report(loudness(samples))
  }, EVERY_MS)
  return () => {
    clearInterval(timer)
    clone.stop()
    source.disconnect()
    void context.close()
  }
}

/** Two rising notes, each a third of a second. */
const NOTES_HZ = [523.25, 783.99]
const NOTE_SECONDS = 0.32

/** Plays the test sound on a speaker (the browser's own without an id). Resolves when it has ended. */
export async function playTestSound(speakerId: string | null): Promise<void> {
  const context = new AudioContext()
  const output = context.createMediaStreamDestination()
  const ended = scheduleNotes(context, output)
  const element = new Audio()
  element.srcObject = output.stream
  try {
    if (speakerId !== null && 'setSinkId' in element) await element.setSinkId(speakerId)
    await element.play()
    await ended
  } finally {
    element.srcObject = null
    await context.close()
  }
}

function scheduleNotes(context: AudioContext, output: AudioNode): Promise<void> {
  const start = context.currentTime + 0.1
  const oscillators = NOTES_HZ.map((frequency, i) => {
    const [from, to] = [start + i * NOTE_SECONDS, start + (i + 1) * NOTE_SECONDS]
    const volume = new GainNode(context, { gain: 0 })
    volume.gain.setValueAtTime(0, from)
    volume.gain.linearRampToValueAtTime(0.25, from + 0.03)
    volume.gain.linearRampToValueAtTime(0, to)
    const oscillator = new OscillatorNode(context, { frequency })
    oscillator.connect(volume).connect(output)
    oscillator.start(from)
    oscillator.stop(to)
    return oscillator
  })
  const last = oscillators.at(-1)
  return new Promise((resolve) => last?.addEventListener('ended', () => resolve()))
}
