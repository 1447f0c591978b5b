import { AMARA, DIEGO, HANA, TOM } from './support/members'
import { expect, test } from './support/stage'

test('a host opens a gathering to some classes, and those of them find it, answer and come in unheard', async ({ stage }) => {
  const amara = await stage.visit(AMARA)
  await amara.page.goto('/calls')
  await amara.page.getByRole('button', { name: 'Schedule a call' }).first().click()
  const dialog = amara.page.getByRole('dialog')
  await dialog.getByLabel('What is it about?').fill('Class reunion')
  await dialog.getByLabel('Kind').selectOption({ label: 'Alumni gathering' })
  await expect(dialog.getByRole('switch', { name: 'Lobby' })).toBeChecked()
  await dialog.getByLabel('Who may come').selectOption({ label: 'Some classes, industries or places' })
  await expect(dialog.getByRole('button', { name: 'Schedule', exact: true })).toBeDisabled()
  await dialog.getByLabel('Class years').fill(`${DIEGO.year}, ${TOM.year}-2010`)
  await dialog.getByLabel('Places').fill('Berl')
  await amara.page.getByRole('option', { name: 'Germany', exact: true }).click()
  await amara.look('schedule-gathering')
  await dialog.getByRole('button', { name: 'Schedule', exact: true }).click()
  await expect(dialog).toBeHidden()

  const diego = await stage.visit(DIEGO)
  await diego.page.goto('/calls')
  const card = diego.page.locator('[data-call]').filter({ hasText: 'Class reunion' })
  await expect(card.getByText('Open to classes 2006, 2009–2010 · Germany')).toBeVisible()
  await diego.look('gathering-card')
  await card.getByRole('button', { name: 'Accept' }).click()
  await expect(card.getByRole('button', { name: 'Accept' })).toBeHidden()

  const hana = await stage.visit(HANA)
  await hana.page.goto('/calls')
  await expect(hana.page.getByText('No calls ahead')).toBeVisible()

  const open = await amara.api<{ id: string }>('POST', '/api/video-calls', {
    title: 'Open evening', type: 'alumni_gathering', audience: { everyone: true }, settings: { lobby: false },
  })
  await hana.page.goto(`/calls/${open.id}`)
  await expect(hana.page.getByText('You join with your microphone off.')).toBeVisible()
  await expect(hana.page.getByRole('button', { name: 'Microphone' })).toHaveAttribute('aria-pressed', 'false')
  await hana.look('gathering-door')
  await amara.enterCall(open.id)
  await hana.join()
  await expect(hana.control('Microphone')).toHaveAttribute('aria-pressed', 'false')
  await expect(amara.control('Microphone')).toHaveAttribute('aria-pressed', 'true')
})

test('a suggestion is put aside, brought back, and seen cards are told', async ({ stage }) => {
  const amara = await stage.visit(AMARA)
  const told = amara.page.waitForResponse((response) => response.url().endsWith('/api/coffee-chat/suggestions/shown'))
  await amara.page.goto('/people')
  const card = amara.page.getByRole('article', { name: DIEGO.name })
  const putAside = async () => {
    await card.getByRole('button', { name: `Not for me: ${DIEGO.name}` }).click()
    await amara.page.getByRole('menuitem', { name: 'Not now' }).click()
    await expect(card).toBeHidden()
  }
  await expect(card).toBeVisible()
  expect((await told).status()).toBe(204)
  await putAside()
  await amara.look('people-put-aside')
  await amara.page.getByRole('button', { name: 'Undo' }).click()
  await expect(card).toBeVisible()
  await putAside()
  await amara.page.reload()
  await expect(amara.page.getByRole('article', { name: TOM.name })).toBeVisible()
  await expect(card).toBeHidden()
})
