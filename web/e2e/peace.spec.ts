import { AMARA, DIEGO } from './support/members'
import { expect, test } from './support/stage'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

test('who declines may ask for peace, and sees their profile as others do', async ({ stage }) => {
  const amara = await stage.visit(AMARA)
  const diego = await stage.visit(DIEGO)
  const time = new Date(Math.ceil((Date.now() + 2 * DAY_MS) / HOUR_MS) * HOUR_MS).toISOString()
  await amara.api('POST', '/api/coffee-chat/request', { recipient_id: diego.id, proposed_times: [time] })

  await diego.page.goto('/chats')
  await diego.page.getByRole('article', { name: AMARA.name }).getByRole('button', { name: 'Decline' }).click()
  const dialog = diego.page.getByRole('dialog')
  await dialog.getByRole('switch', { name: 'Pause me for four weeks' }).click()
  await diego.look('decline-and-pause')
  await dialog.getByRole('button', { name: 'Send the no' }).click()
  await expect(dialog).toBeHidden()

  await diego.page.goto('/profile?tab=privacy')
  await expect(diego.page.getByText('You are taking a break until')).toBeVisible()
  await diego.page.goto('/profile')
  await diego.page.getByRole('button', { name: 'Preview as others see you' }).click()
  const preview = diego.page.getByRole('dialog', { name: 'How others see you' })
  await expect(preview.getByText('Diego Marín')).toBeVisible()
  await preview.getByLabel('As', { exact: true }).selectOption({ label: 'Somebody you are connected to' })
  await expect(preview.getByText('Diego Marín')).toBeVisible()
  await diego.look('profile-preview')
})
