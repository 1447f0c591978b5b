import { expectAnyPicture, expectPictureOf, expectVoices } from './support/decoded'
import { openMeeting } from './support/calls'
import { AMARA, DIEGO, HANA, TOM } from './support/members'
import { expect, test } from './support/stage'

test('four people meet, see and hear each other, and the host ends it for everyone', async ({ stage }) => {
  const amara = await stage.visit(AMARA)
  const diego = await stage.visit(DIEGO)
  const hana = await stage.visit(HANA)
  const tom = await stage.visit(TOM)
  const everyone = [amara, diego, hana, tom]
  const id = await openMeeting(amara, [diego, hana, tom])

  for (const person of everyone) await person.enterCall(id)

  for (const viewer of everyone) {
    const others = everyone.filter((other) => other !== viewer)
    for (const other of others) await expectPictureOf(viewer.page, other.id, other.member.likeness)
    await expectVoices(viewer.page, others.map((other) => other.member.likeness))
  }
  await amara.look('group-grid')

  await tom.control('Chat').click()
  await tom.page.getByRole('textbox', { name: 'Write to everyone' }).fill('Good to see you all')
  await tom.page.keyboard.press('Enter')
  await tom.page.keyboard.press('Escape')
  for (const reader of [amara, diego, hana]) {
    await reader.page.getByRole('button', { name: 'Chat, 1 unread' }).click()
    await expect(reader.page.getByRole('log').getByText('Good to see you all')).toBeVisible()
  }

  await diego.control('Share screen').click()
  for (const viewer of [amara, hana, tom]) await expectAnyPicture(viewer.page, 'video[data-screen]')
  await diego.control('Share screen').click()
  await expect(amara.page.locator('video[data-screen]')).toHaveCount(0)

  await hana.control('Raise hand').click()
  await expect(hana.control('Raise hand')).toHaveAttribute('aria-pressed', 'true')
  await amara.control('People').click()
  await expect(amara.page.getByRole('complementary', { name: 'People' }).getByRole('img', { name: 'hand raised' })).toBeVisible()
  await amara.look('group-people')

  await tom.page.keyboard.press('m')
  await expect(tom.control('Microphone')).toHaveAttribute('aria-pressed', 'false')
  await expectVoices(amara.page, [DIEGO.likeness, HANA.likeness])

  await amara.control('More').click()
  await amara.look('group-more', { axe: false })
  await amara.page.getByRole('menuitem', { name: 'End for everyone' }).click()
  await amara.page.getByRole('dialog').getByRole('button', { name: 'End for everyone' }).click()
  for (const person of everyone) await expect(person.page.getByRole('heading', { name: 'The call has ended' })).toBeVisible()
  await amara.look('after-call')
})
