import { expectAnyPicture, expectPictureOf, expectVoices } from './support/decoded'
import { FIREFOX, FirefoxVisitor } from './support/firefox'
import { AMARA, DIEGO } from './support/members'
import { expect, test } from './support/stage'

test('Firefox and Chromium see and hear each other, write to each other and share', async ({ stage }) => {
  expect(FIREFOX, 'Firefox is installed').toBeTruthy()
  const amara = await stage.visit(AMARA)
  const diego = await FirefoxVisitor.arrive(DIEGO, stage.server)
  try {
    await diego.signIn()
    const call = await amara.api<{ id: string }>('POST', '/api/video-calls', { title: 'Across browsers', type: 'group_meeting', participant_ids: [diego.id] })
    await amara.enterCall(call.id)
    await diego.enterCall(call.id)

    await expectPictureOf(amara.page, diego.id, DIEGO.likeness)
    await expectVoices(amara.page, [DIEGO.likeness])
    await expectPictureOf(diego.eyes, amara.id, AMARA.likeness)
    await expectVoices(diego.eyes, [AMARA.likeness])

    await amara.control('Chat').click()
    await amara.page.getByRole('textbox', { name: 'Write to everyone' }).fill('Hello from here')
    await amara.page.keyboard.press('Enter')
    await diego.press('Chat, 1 unread')
    await expect.poll(() => diego.page.evaluate(() => document.querySelector('[role=log]')?.textContent ?? '')).toContain('Hello from here')
    await diego.write('Write to everyone', 'And hello to you')
    await expect(amara.page.getByRole('log').getByText('And hello to you')).toBeVisible()

    await amara.control('Share screen').click()
    await expectAnyPicture(diego.eyes, 'video[data-screen]')
    await amara.control('Share screen').click()
    await expect.poll(() => diego.page.evaluate(() => document.querySelectorAll('video[data-screen]').length)).toBe(0)

    await diego.press('Microphone')
    await expect(amara.page.getByRole('group', { name: `${DIEGO.name}, microphone off` })).toBeVisible()
    await diego.press('Leave')
    await diego.expectHeading('You left the call')
    await expect(amara.page.getByText('You are the first one here.')).toBeVisible()
  } finally {
    await diego.leave()
  }
})
