/** What a page really decodes of another person: the colour of their picture and the tone of their voice. */
import { expect } from '@playwright/test'
import type { Likeness } from './media'

/** The part of a page that both Playwright and Puppeteer have. */
export interface AnyPage {
  evaluate<Argument, Result>(work: (argument: Argument) => Result | Promise<Result>, argument: Argument): Promise<Result>
}

const COLOUR_SLACK = 45
const TONE_SLACK_HZ = 30

/** The average colour of the middle of a playing video, or null while there is no picture. */
export function colourOf(page: AnyPage, selector: string): Promise<number[] | null> {
  return page.evaluate((wanted) => {
    const video = document.querySelector<HTMLVideoElement>(wanted)
    if (!video || video.readyState < 2 || video.videoWidth === 0) return null
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 16
    const context = canvas.getContext('2d')
    if (!context) return null
    const { videoWidth: width, videoHeight: height } = video
    context.drawImage(video, width * 0.35, height * 0.4, width * 0.3, height * 0.3, 0, 0, 16, 16)
    const { data } = context.getImageData(0, 0, 16, 16)
    return [0, 1, 2].map((channel) => {
      let sum = 0
      for (let i = channel; i < data.length; i += 4) sum += data[i] ?? 0
      return Math.round(sum / 256)
    })
  }, selector)
}

/** The strongest tone in each sound this page plays, listened to for a second; 0 for silence. */
export function tonesIn(page: AnyPage): Promise<number[]> {
  return page.evaluate(async () => {
    const players = [...document.querySelectorAll('audio')].filter((audio) => audio.srcObject instanceof MediaStream && !audio.paused)
    const context = new AudioContext()
    await context.resume()
    const ears = players.map((audio) => {
      const ear = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 })
      context.createMediaStreamSource(audio.srcObject as MediaStream).connect(ear)
      return { ear, loudest: -Infinity, hertz: 0 }
    })
    const end = performance.now() + 1000
    while (performance.now() < end) {
      await new Promise(requestAnimationFrame)
      for (const each of ears) {
        const bins = new Float32Array(each.ear.frequencyBinCount)
        each.ear.getFloatFrequencyData(bins)
        bins.forEach((level, bin) => {
          if (level > each.loudest && level > -70) Object.assign(each, { loudest: level, hertz: (bin * context.sampleRate) / 8192 })
        })
      }
    }
    await context.close()
    return ears.map(({ hertz }) => Math.round(hertz))
  }, null)
}

/** Waits until `page` shows `personId` in their own colour. */
export async function expectPictureOf(page: AnyPage, personId: string, likeness: Likeness): Promise<void> {
  await expectColour(page, `[data-person="${personId}"] video`, likeness.colour)
}

export async function expectColour(page: AnyPage, selector: string, colour: readonly number[]): Promise<void> {
  await expect
    .poll(() => colourOf(page, selector).then((seen) => seen !== null && isNear(seen, colour)), {
      message: `${selector} shows ${colour.join(', ')}`,
      timeout: 30_000,
    })
    .toBe(true)
}

/** Waits until `page` plays exactly the voices of `others`. */
export async function expectVoices(page: AnyPage, others: Likeness[]): Promise<void> {
  const wanted = others.map(({ toneHz }) => toneHz).sort((a, b) => a - b)
  await expect
    .poll(async () => {
      // Somebody muted is a player without a tone.
      const heard = (await tonesIn(page)).filter((hertz) => hertz > 0).sort((a, b) => a - b)
      return heard.length === wanted.length && heard.every((hertz, i) => Math.abs(hertz - (wanted[i] ?? 0)) <= TONE_SLACK_HZ)
        ? 'all heard'
        : `heard ${heard.join(', ')} Hz`
    }, { message: `voices of ${wanted.join(', ')} Hz`, timeout: 30_000 })
    .toBe('all heard')
}

function isNear(seen: number[], wanted: readonly number[]): boolean {
  return seen.every((value, channel) => Math.abs(value - (wanted[channel] ?? 0)) <= COLOUR_SLACK)
}

/** How many frames the video has shown so far: it grows only while pictures arrive. */
export function framesOf(page: AnyPage, selector: string): Promise<number> {
  return page.evaluate((wanted) => document.querySelector<HTMLVideoElement>(wanted)?.getVideoPlaybackQuality().totalVideoFrames ?? 0, selector)
}

/** Waits until the video has decoded a picture. */
export async function expectAnyPicture(page: AnyPage, selector: string): Promise<void> {
  const hasPicture = (wanted: string) => {
    const video = document.querySelector<HTMLVideoElement>(wanted)
    return video !== null && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && video.videoWidth > 0
  }
  await expect.poll(() => page.evaluate(hasPicture, selector), { message: `${selector} has a picture` }).toBe(true)
}
