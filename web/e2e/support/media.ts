/** What each test person looks and sounds like: one colour and one tone, as files a browser takes for its camera and microphone. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface Likeness {
  /** Red, green and blue, 0 to 255. */
  colour: readonly [number, number, number]
  toneHz: number
}

/** Far apart in hue, so that no encoder blurs one into another. */
export const RED: Likeness = { colour: [200, 40, 40], toneHz: 440 }
export const GREEN: Likeness = { colour: [40, 170, 60], toneHz: 660 }
export const BLUE: Likeness = { colour: [50, 70, 210], toneHz: 880 }
export const YELLOW: Likeness = { colour: [210, 190, 40], toneHz: 1100 }

export interface CaptureFiles {
  video: string
  audio: string
}

/** Writes both files into `folder`. */
export async function captureFiles(folder: string, name: string, likeness: Likeness): Promise<CaptureFiles> {
  const files = { video: join(folder, `${name}.y4m`), audio: join(folder, `${name}.wav`) }
  await Promise.all([writeFile(files.video, y4m(likeness.colour)), writeFile(files.audio, wav(likeness.toneHz))])
  return files
}

const WIDTH = 640
const HEIGHT = 360
const FRAMES = 15

/** A plain picture with a dark bar that walks through its top eighth, so that there is something to encode. */
function y4m(colour: Likeness['colour']): Buffer {
  const header = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F15:1 Ip A1:1 C420jpeg\n`)
  const frames = Array.from({ length: FRAMES }, (_, i) => Buffer.concat([Buffer.from('FRAME\n'), frame(colour, i)]))
  return Buffer.concat([header, ...frames])
}

function frame([red, green, blue]: Likeness['colour'], index: number): Buffer {
  const luma = Buffer.alloc(WIDTH * HEIGHT, 0.299 * red + 0.587 * green + 0.114 * blue)
  const barStart = Math.floor((index / FRAMES) * (WIDTH - 64))
  for (let row = 0; row < HEIGHT / 8; row++) luma.fill(30, row * WIDTH + barStart, row * WIDTH + barStart + 64)
  const chroma = (WIDTH / 2) * (HEIGHT / 2)
  const u = Buffer.alloc(chroma, clamp(128 - 0.168736 * red - 0.331264 * green + 0.5 * blue))
  const v = Buffer.alloc(chroma, clamp(128 + 0.5 * red - 0.418688 * green - 0.081312 * blue))
  return Buffer.concat([luma, u, v])
}

function clamp(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)))
}

const RATE_HZ = 48_000
const SECONDS = 3
const SYLLABLE_SECONDS = 0.5

/** Bursts like syllables: a steady tone would be filtered out as background noise. */
function wav(toneHz: number): Buffer {
  const samples = Buffer.alloc(RATE_HZ * SECONDS * 2)
  for (let i = 0; i < RATE_HZ * SECONDS; i++) {
    const seconds = i / RATE_HZ
    const isOn = seconds % SYLLABLE_SECONDS < SYLLABLE_SECONDS * 0.7
    samples.writeInt16LE(isOn ? Math.round(16_000 * Math.sin(2 * Math.PI * toneHz * seconds)) : 0, i * 2)
  }
  return Buffer.concat([wavHeader(samples.length), samples])
}

function wavHeader(dataBytes: number): Buffer {
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + dataBytes, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(RATE_HZ, 24)
  header.writeUInt32LE(RATE_HZ * 2, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(dataBytes, 40)
  return header
}
