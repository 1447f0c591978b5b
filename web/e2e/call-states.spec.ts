import { openMeeting } from './support/calls'
import { AMARA, DIEGO, HANA } from './support/members'
import { expect, test } from './support/stage'

test('a host admits from the lobby, mutes, promotes and removes; each is told in plain words', async ({ stage }) => {
  const amara = await stage.visit(AMARA)
  const diego = await stage.visit(DIEGO)
  const id = await openMeeting(amara, [diego], { settings: { lobby: true } })
  await amara.enterCall(id)
  await amara.look('alone-host')

  await diego.page.goto(`/calls/${id}`)
  await diego.page.getByRole('button', { name: 'Join', exact: true }).click()
  await expect(diego.page.getByRole('heading', { name: 'The host lets you in' })).toBeVisible()
  await diego.look('lobby')

  await amara.control('People').click()
  await amara.look('lobby-host')
  await amara.page.getByRole('button', { name: `Admit ${DIEGO.name}` }).click()
  await expect(diego.control('Microphone')).toHaveAttribute('aria-pressed', 'true')

  const people = amara.page.getByRole('complementary', { name: 'People' })
  const menu = people.getByRole('button', { name: `What to do with ${DIEGO.name}` })
  await menu.click()
  await amara.page.getByRole('menuitem', { name: 'Mute', exact: true }).click()
  await expect(diego.control('Microphone')).toHaveAttribute('aria-pressed', 'false')
  await expect(diego.page.getByText('A host has muted you. You can turn your microphone on again.')).toBeVisible()

  await menu.click()
  await amara.page.getByRole('menuitem', { name: 'Make moderator' }).click()
  await expect(people.getByText('· Moderator')).toBeVisible()

  await menu.click()
  await amara.page.getByRole('menuitem', { name: 'Remove from the call' }).click()
  await amara.look('remove-dialog')
  await amara.page.getByRole('dialog').getByRole('button', { name: 'Remove from the call' }).click()
  await expect(diego.page.getByRole('heading', { name: 'You were removed from this call' })).toBeVisible()
  await expect(diego.page.getByText(`${AMARA.name} left`)).toBeHidden()
  await diego.look('end-removed')
})

test('a second window asks, then the call moves there', async ({ stage }) => {
  const amara = await stage.visit(AMARA)
  const id = await openMeeting(amara, [])
  await amara.enterCall(id)
  const second = await amara.context.newPage()
  await second.goto(`/calls/${id}`)
  await expect(second.getByText('You are in this call in another window')).toBeVisible()
  await second.getByRole('button', { name: 'Move the call here' }).click()
  await expect(second.getByRole('toolbar', { name: 'Call controls' })).toBeVisible()
  await expect(amara.page.getByRole('heading', { name: 'The call moved to another window' })).toBeVisible()
  await amara.look('end-moved')
})

test('every control works from the keyboard, and shortcuts can be turned off', async ({ stage }) => {
  const amara = await stage.visit(AMARA)
  const id = await openMeeting(amara, [])
  await amara.enterCall(id)
  const { page } = amara
  const hand = amara.control('Raise hand')
  await hand.evaluate((button) => {
    const fell = () => { if (button.ariaPressed === 'false') button.dataset.fell = '' }
    new MutationObserver(fell).observe(button, { attributeFilter: ['aria-pressed'] })
  })

  await expect(amara.control('Camera')).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('v')
  await expect(amara.control('Camera')).toHaveAttribute('aria-pressed', 'false')
  await page.keyboard.press('h')
  await expect(hand).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('c')
  await expect(page.getByRole('heading', { name: 'Chat' })).toBeFocused()
  await page.getByRole('textbox', { name: 'Write to everyone' }).press('m')
  await expect(amara.control('Microphone')).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('Escape')
  await page.keyboard.press('p')
  await expect(page.getByRole('complementary', { name: 'People' })).toBeVisible()
  await page.keyboard.press('Escape')

  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible()
  await amara.look('settings-shortcuts')
  await page.getByRole('switch', { name: 'Use keyboard shortcuts' }).click()
  await page.getByRole('tab', { name: 'Camera and sound' }).click()
  await amara.look('settings-devices')
  await page.keyboard.press('Escape')
  await expect(hand, 'a hand that goes up while the room is still entered stays up').not.toHaveAttribute('data-fell')
  await page.keyboard.press('m')
  await expect(amara.control('Microphone')).toHaveAttribute('aria-pressed', 'true')

  for (const name of ['Microphone', 'Camera', 'Share screen', 'Raise hand', 'Chat', 'People', 'More', 'Leave']) {
    const box = await amara.control(name).boundingBox()
    expect(Math.min(box?.width ?? 0, box?.height ?? 0), name).toBeGreaterThanOrEqual(44)
  }
})

test('a door that does not open says why', async ({ stage }) => {
  const amara = await stage.visit(AMARA)
  const hana = await stage.visit(HANA)
  const later = await amara.api<{ id: string }>('POST', '/api/video-calls', {
    title: 'Next week', type: 'group_meeting', participant_ids: [hana.id], scheduled_at: new Date(Date.now() + 7 * 86_400_000).toISOString(), duration_minutes: 30, time_zone: 'Europe/Berlin',
  })
  await hana.page.goto(`/calls/${later.id}`)
  await hana.page.getByRole('button', { name: 'Join', exact: true }).click()
  await expect(hana.page.getByRole('heading', { name: 'It is a little early' })).toBeVisible()
  await hana.look('end-early')

  await amara.api('DELETE', `/api/video-calls/${later.id}`)
  await expect(hana.page.getByRole('heading', { name: 'This call was cancelled' })).toBeVisible()

  await hana.page.goto('/calls/01936f6e-0000-7000-8000-000000000000')
  await expect(hana.page.getByRole('heading', { name: 'There is no such call' })).toBeVisible()
  await hana.look('end-not-found')
})
