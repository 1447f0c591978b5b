import { CutProxy } from './support/cutProxy'
import { expectColour, expectPictureOf, expectVoices, framesOf } from './support/decoded'
import { AMARA, DIEGO } from './support/members'
import { expect, test } from './support/stage'
import type { Visitor } from './support/visitor'

/** Longer than two pages take to join, less than a minute. */
const JOINING_MS = 50_000
const TALK_MINUTES = 34
const MINUTE_MS = 60_000

interface Request {
  id: string
  proposed_times: string[]
  selected_time: string
  video_call_id: string
  status: string
}

async function requests(visitor: Visitor, side: 'my' | 'received'): Promise<Request[]> {
  return (await visitor.api<{ items: Request[] }>('GET', `/api/coffee-chat/${side}-requests`)).items
}

/** Filters the suggestions, reads why, and proposes three times with a line of text. */
async function ask(from: Visitor, to: Visitor): Promise<void> {
  const { page } = from
  await page.goto('/people')
  await page.getByRole('button', { name: 'Interests' }).click()
  await page.getByLabel('Find an interest').fill('climbing')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/interests=climbing/)

  const card = page.getByRole('article', { name: to.member.name })
  await card.getByRole('button', { name: /^Why/ }).click()
  await expect(card.getByText('Industry')).toBeVisible()
  await from.look('people')

  await card.getByRole('button', { name: 'Ask for a coffee chat' }).click()
  const modal = page.getByRole('dialog')
  await expect(modal.getByRole('button', { pressed: true })).toHaveCount(3)
  await from.look('request-times')
  await modal.getByRole('button', { name: 'Next' }).click()
  await modal.getByRole('textbox').fill('How did you get into grid work?')
  await from.look('request-note')
  await modal.getByRole('button', { name: 'Send request' }).click()
  await expect(modal).toBeHidden()
}

test('two people find each other, agree, meet, talk and part with the chat marked done', async ({ stage }) => {
  const wire = await CutProxy.start()
  const amara = await stage.visit(AMARA)
  const diego = await stage.visit(DIEGO, { proxy: wire.url })

  // Both watch pages that must move by themselves.
  await diego.page.goto('/chats')
  await expect(diego.page.getByText('Nobody is waiting for you')).toBeVisible()
  await ask(amara, diego)
  const request = diego.page.getByRole('article', { name: AMARA.name })
  await expect(request.getByText('How did you get into grid work?')).toBeVisible()
  await diego.look('chats-received')

  await amara.page.goto('/calls')
  await expect(amara.page.getByText('No calls ahead')).toBeVisible()
  await request.getByRole('button', { name: /^Pick/ }).nth(1).click()
  await expect(amara.page.getByText(`With ${DIEGO.name}`)).toBeVisible()
  await amara.look('calls-upcoming')
  await expect(diego.page.getByText('Nobody is waiting for you')).toBeVisible()

  const [accepted] = await requests(amara, 'my')
  expect(accepted?.status).toBe('accepted')
  const callId = accepted?.video_call_id ?? ''
  const start = new Date(accepted?.selected_time ?? '')
  expect(accepted?.proposed_times).toHaveLength(3)

  // The time has come.
  await stage.server.setClock(start)
  for (const person of [amara, diego]) await person.setClock(start)
  await amara.page.getByRole('link', { name: 'Join' }).first().click()
  await amara.look('door')
  await amara.join()
  await diego.page.goto(`/calls/${callId}`)
  await expect(diego.page.getByText(`${AMARA.name} is inside.`)).toBeVisible()
  await diego.join()

  for (const [viewer, other] of [[amara, diego], [diego, amara]] as const) {
    await expectPictureOf(viewer.page, other.id, other.member.likeness)
    await expectVoices(viewer.page, [other.member.likeness])
  }
  await amara.look('call-two')

  await amara.control('Chat').click()
  await amara.page.getByRole('textbox', { name: 'Write to everyone' }).fill('Can you hear me well?')
  await amara.page.keyboard.press('Enter')
  await expect(diego.page.getByRole('button', { name: 'Chat, 1 unread' })).toBeVisible()
  await diego.page.getByRole('button', { name: 'Chat, 1 unread' }).click()
  await expect(diego.page.getByRole('log').getByText('Can you hear me well?')).toBeVisible()
  await diego.page.getByRole('textbox', { name: 'Write to everyone' }).fill('Loud and clear.')
  await diego.page.keyboard.press('Enter')
  await expect(amara.page.getByRole('log').getByText('Loud and clear.')).toBeVisible()
  await amara.look('call-chat')

  await amara.control('Share screen').click()
  await expect(amara.control('Share screen')).toHaveAttribute('aria-pressed', 'true')
  const screen = 'video[data-screen]'
  // A still screen sends few pictures; one that is decoded shows it.
  await expect.poll(() => framesOf(diego.page, screen)).toBeGreaterThan(0)
  await diego.look('call-share')
  await amara.control('Share screen').click()
  await expect(diego.page.locator(screen)).toHaveCount(0)
  await expectPictureOf(diego.page, amara.id, AMARA.likeness)

  // Five seconds without a wire: the room stays, says so, and comes back.
  const cutAt = Date.now()
  wire.cut()
  await expect(diego.page.locator('[data-reconnecting]')).toBeVisible()
  await expect(diego.control('Leave')).toBeVisible()
  await diego.look('call-reconnecting')
  await expect.poll(() => Date.now() - cutAt, { timeout: 10_000 }).toBeGreaterThan(5_000)
  wire.mend()
  await expect(diego.page.locator('[data-reconnecting]')).toBeHidden({ timeout: 40_000 })
  const before = await framesOf(diego.page, `[data-person="${amara.id}"] video`)
  await expect.poll(() => framesOf(diego.page, `[data-person="${amara.id}"] video`)).toBeGreaterThan(before)
  await expectColour(amara.page, `[data-person="${diego.id}"] video`, DIEGO.likeness.colour)
  await expectVoices(amara.page, [DIEGO.likeness])

  // The pages' clocks run on while they join; part of a minute more keeps the whole minutes what they are.
  const end = new Date(start.getTime() + TALK_MINUTES * MINUTE_MS + JOINING_MS)
  await stage.server.setClock(end)
  for (const person of [amara, diego]) await person.setClock(end)
  await amara.control('Leave').click()
  await expect(amara.page.getByText(`You talked for ${TALK_MINUTES} minutes with ${DIEGO.name}.`)).toBeVisible()
  await amara.look('after-chat')
  await amara.page.getByRole('button', { name: /^5 of 5/ }).click()
  await expect(amara.page.getByText('Thank you. That helps.')).toBeVisible()
  await diego.control('Leave').click()

  await amara.page.goto('/chats?tab=completed')
  const done = amara.page.getByRole('article', { name: DIEGO.name })
  await expect(done.getByText('You met', { exact: true })).toBeVisible()
  await done.getByRole('button', { name: 'Wonderful' }).click()
  await done.getByRole('button', { name: 'Yes' }).click()
  await expect(done.getByText('Your rating: 5 of 5')).toBeVisible()
  await amara.look('chats-completed')

  await amara.page.goto(`/calls/${callId}/record`)
  await expect(amara.page.getByText(`${TALK_MINUTES} minutes`).first()).toBeVisible()
  await expect(amara.page.getByText('Loud and clear.')).toBeVisible()
  await amara.look('call-record')
  await wire.stop()
})
