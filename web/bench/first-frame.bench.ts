/** How long a newcomer waits for the first picture of somebody who is there: from asking to join to a frame on the screen. */
import { test, type Guest, type MediaEngine } from '../e2e/media/engine'

const NEWCOMERS = 20

/** Milliseconds from the call of `join` to the first frame that is presented. */
async function joinAndSee(guest: Guest, engine: MediaEngine, identity: string, room: string): Promise<number> {
  const given = { url: engine.url, token: engine.token(identity, room), options: {} }
  return guest.page.evaluate(async (wanted) => {
    const began = performance.now()
    const seen = new Promise<number>((resolve) => {
      const watcher = new MutationObserver(() => {
        const video = document.querySelector('video')
        if (!video) return
        watcher.disconnect()
        video.requestVideoFrameCallback(() => resolve(performance.now() - began))
      })
      watcher.observe(document.body, { childList: true })
    })
    await window.join(wanted)
    return seen
  }, given)
}

function quantile(sorted: number[], share: number): string {
  return `${Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)} ms`
}

test(`the first picture of ${NEWCOMERS} newcomers`, async ({ engine, arrive }) => {
  const there = await arrive()
  await there.join(engine, 'there', 'room')
  await there.run(async () => void (await window.room.localParticipant.enableCameraAndMicrophone()))
  const times: number[] = []
  for (let index = 0; index < NEWCOMERS; index++) {
    const newcomer = await arrive()
    times.push(await joinAndSee(newcomer, engine, `newcomer-${index}`, 'room'))
    await newcomer.run(() => window.room.disconnect())
    await newcomer.page.close()
  }
  times.sort((a, b) => a - b)
  process.stdout.write(`first remote frame of ${times.length}: p50 ${quantile(times, 0.5)}, p90 ${quantile(times, 0.9)}, most ${quantile(times, 1)}\n`)
})
