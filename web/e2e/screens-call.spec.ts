/** The screens of a call, from its door to its record. */
import { test, expect } from './support/stage'
import { openMeeting } from './support/calls'
import { look, lookAround, press } from './support/looking'
import { AMARA, DIEGO } from './support/members'

test('a call from its door to its record', async ({ stage }) => {
  const amara = await stage.visit(AMARA)
  const diego = await stage.visit(DIEGO)
  const id = await openMeeting(amara, [diego])
  await look(amara, { name: 'call-door', path: `/calls/${id}` })
  await amara.join()
  await lookAround(amara, 'call-alone')
  await diego.enterCall(id)
  await expect(amara.page.locator(`[data-person="${diego.id}"] video`)).toBeVisible()
  await lookAround(amara, 'call')

  for (const panel of ['Chat', 'People'] as const) {
    await amara.control(panel).click()
    await expect(amara.page.getByRole('complementary', { name: panel })).toBeVisible()
    await lookAround(amara, `call-${panel.toLowerCase()}`)
    await amara.page.keyboard.press('Escape')
  }
  await amara.page.keyboard.press('?')
  await expect(amara.page.getByRole('dialog')).toBeVisible()
  for (const tab of await amara.page.getByRole('tab').allTextContents()) {
    await press('tab', tab)(amara.page)
    await lookAround(amara, `call-settings-${tab.toLowerCase().replaceAll(' ', '-')}`)
  }
  await amara.page.keyboard.press('Escape')

  await diego.control('Leave').click()
  await expect(diego.page.getByRole('heading', { name: 'You left the call' })).toBeVisible()
  await lookAround(diego, 'call-left')
  await amara.api('POST', `/api/video-calls/${id}/end`)
  await expect(amara.page.getByRole('heading', { name: 'The call has ended' })).toBeVisible()
  await lookAround(amara, 'call-ended')
  await look(amara, { name: 'call-record', path: `/calls/${id}/record` })
})

test('a door without devices', async ({ stage }) => {
  const amara = await stage.visit(AMARA, { hasNoDevices: true })
  await look(amara, { name: 'call-door-no-devices', path: `/calls/${await openMeeting(amara, [])}` })
})
