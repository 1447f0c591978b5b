import { expect, type Page } from '@playwright/test'
import { openMeeting } from './support/calls'
import { AMARA, DIEGO } from './support/members'
import { test } from './support/stage'

/** Holds every permission prompt open until the page is told to answer, and remembers what was opened. */
async function holdPrompts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
    const opened: MediaStreamTrack[] = []
    const waiting: Array<() => void> = []
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      await new Promise<void>((answer) => waiting.push(answer))
      const stream = await ask(wanted)
      opened.push(...stream.getTracks())
      return stream
    }
    Object.assign(window, {
      prompts: { waiting: () => waiting.length, answer: () => waiting.splice(0).forEach((go) => go()), opened: () => opened.length, live: () => opened.filter((track) => track.readyState === 'live').length },
    })
  })
}

type Question = 'waiting' | 'opened' | 'live' | 'answer'

function prompts(page: Page, question: Question): Promise<number> {
  return page.evaluate((name) => (window as unknown as { prompts: Record<string, () => number> }).prompts[name]?.() ?? 0, question)
}

test('the camera is not left on when somebody leaves while the permission prompt is open', async ({ stage }) => {
  const amara = await stage.visit(AMARA)
  const id = await openMeeting(amara, [])
  await holdPrompts(amara.page)
  await amara.page.goto(`/calls/${id}`)
  await expect.poll(() => prompts(amara.page, 'waiting')).toBeGreaterThan(0)

  await amara.page.getByRole('link', { name: 'Back to calls' }).click()
  await expect(amara.page.getByRole('heading', { name: 'Calls' })).toBeVisible()
  await prompts(amara.page, 'answer')

  await expect.poll(() => prompts(amara.page, 'opened')).toBeGreaterThan(0)
  await expect.poll(() => prompts(amara.page, 'live')).toBe(0)
})

test('the camera is not left on when somebody leaves the call while the prompt is open', async ({ stage }) => {
  const amara = await stage.visit(AMARA)
  const id = await openMeeting(amara, [])
  await holdPrompts(amara.page)
  await amara.page.goto(`/calls/${id}`)
  await amara.page.getByRole('button', { name: 'Join with everything off' }).click()
  await expect(amara.control('Camera')).toHaveAttribute('aria-pressed', 'false')
  await prompts(amara.page, 'answer')
  await amara.control('Camera').click()
  await expect.poll(() => prompts(amara.page, 'waiting')).toBe(1)

  await amara.control('Leave').click()
  await expect(amara.page.getByRole('heading', { name: 'You left the call' })).toBeVisible()
  await prompts(amara.page, 'answer')

  await expect.poll(() => prompts(amara.page, 'live')).toBe(0)
})

test('a blocked camera says how to unblock it, and joining works without', async ({ stage }) => {
  const amara = await stage.visit(AMARA, { hasNoDevices: true })
  const diego = await stage.visit(DIEGO)
  const id = await openMeeting(amara, [diego])
  await amara.page.goto(`/calls/${id}`)
  await expect(amara.page.getByRole('alert').first()).toContainText(/your camera|your microphone/)
  await amara.look('door-blocked')
  await amara.page.getByRole('button', { name: 'Join', exact: true }).click()
  await expect(amara.control('Camera')).toHaveAttribute('aria-pressed', 'false')
  await amara.look('alone')
})
