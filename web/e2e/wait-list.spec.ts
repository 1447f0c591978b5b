/** Somebody is full: others see until when, wait in private, and are told of a place in their turn. */
import { lookAround, settled } from './support/looking'
import { AMARA, DIEGO, HANA, TOM } from './support/members'
import { expect, test } from './support/stage'
import type { Visitor } from './support/visitor'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

/** A whole hour some days ahead. */
const ahead = (days: number): string => new Date(Math.ceil((Date.now() + days * DAY_MS) / HOUR_MS) * HOUR_MS).toISOString()

/** Fills the month of somebody who takes one chat in four weeks. */
async function fillMonth(person: Visitor, asker: Visitor): Promise<void> {
  const time = ahead(2)
  const { id } = await asker.api<{ id: string }>('POST', '/api/coffee-chat/request', { recipient_id: person.id, proposed_times: [time] })
  await person.api('POST', `/api/coffee-chat/${id}/respond`, { action: 'accept', selected_time: time })
}

test('whoever is full keeps a place in the directory, and others wait for one without being seen', async ({ stage }) => {
  const options = { hasNoDevices: true }
  const [amara, diego, hana, tom] = [await stage.visit(AMARA, options), await stage.visit(DIEGO, options), await stage.visit(HANA, options), await stage.visit(TOM, options)]
  await tom.api('PUT', '/api/me/profile', { monthly_chat_limit: 1 })

  // Tom has room when Amara begins to write, and none when she sends.
  const { page } = amara
  await page.goto(`/people/${tom.id}`)
  await page.getByRole('button', { name: 'Ask for a coffee chat' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Next', exact: true }).click()
  await fillMonth(tom, hana)
  await dialog.getByRole('button', { name: 'Send request' }).click()
  await expect(dialog.getByText('No room for another chat at the moment.')).toBeVisible()
  await expect(dialog.getByText(/^Next opening: about .+\.$/)).toBeVisible()
  await lookAround(amara, 'wait-list-dialog')
  await dialog.getByRole('button', { name: 'Wait for a place' }).click()
  await expect(dialog.getByRole('button', { name: 'Leave the wait list' })).toBeVisible()

  await page.goto(`/people/${tom.id}`)
  await settled(page)
  await expect(page.getByText('You are on the wait list, and we tell you when there is a place.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Ask for a coffee chat' })).toBeHidden()
  await lookAround(amara, 'wait-list-person')
  await page.goto('/chats?tab=sent')
  await expect(page.getByRole('heading', { name: 'You wait for a place' })).toBeVisible()
  await settled(page)
  await lookAround(amara, 'wait-list-chats')

  // The server's clock stands still until it is moved: Diego comes a minute after Amara.
  await stage.server.setClock(new Date(Date.now() + MINUTE_MS))
  await diego.page.goto('/people/directory')
  const card = diego.page.getByRole('listitem').filter({ hasText: TOM.name })
  await expect(card.getByText('You can wait for a place. Only you see that.')).toBeVisible()
  await settled(diego.page)
  await lookAround(diego, 'wait-list-directory')
  await card.getByRole('button', { name: 'Wait for a place' }).click()
  await expect(card.getByRole('button', { name: 'Leave the wait list' })).toBeFocused()

  // One place opens: Amara came first, and nobody else is told.
  const { unread_count: before } = await tom.api<{ unread_count: number }>('GET', '/api/notifications')
  await tom.api('PUT', '/api/me/profile', { monthly_chat_limit: 2 })
  await page.getByRole('button', { name: /^Notifications/ }).click()
  await page.getByRole('link', { name: 'Tom has room for a chat' }).click()
  await expect(page.getByText(/^There is a place: you are told first\. Ask Tom Bianchi until .+\.$/)).toBeVisible()
  await settled(page)
  await lookAround(amara, 'wait-list-place')
  const kinds = async (visitor: Visitor) => (await visitor.api<{ items: { kind: string }[] }>('GET', '/api/notifications')).items.map((line) => line.kind)
  expect(await kinds(diego)).not.toContain('wait_list_place')
  expect((await tom.api<{ unread_count: number }>('GET', '/api/notifications')).unread_count).toBe(before)

  await page.getByRole('button', { name: 'Ask for a coffee chat' }).click()
  await dialog.getByRole('button', { name: 'Next', exact: true }).click()
  await dialog.getByRole('button', { name: 'Send request' }).click()
  await expect(dialog).toBeHidden()
  await page.reload()
  await expect(page.getByText('There is a place')).toBeHidden()
})

test('in German, too', async ({ stage }) => {
  const amara = await stage.visit(AMARA, { hasNoDevices: true, locale: 'de-DE' })
  const hana = await stage.visit(HANA, { hasNoDevices: true })
  const tom = await stage.visit(TOM, { hasNoDevices: true })
  // Letters will come in the language in which the app was met first.
  await expect.poll(async () => (await amara.api<{ language: string | null }>('GET', '/api/me')).language).toBe('de')
  await tom.api('PUT', '/api/me/profile', { monthly_chat_limit: 1 })
  await fillMonth(tom, hana)
  await amara.page.goto('/people/directory')
  await expect(amara.page.getByText(/^Ab .+ ist voraussichtlich wieder Platz\.$/)).toBeVisible()
  await settled(amara.page)
  await lookAround(amara, 'de-wait-list-directory')
  await amara.page.goto(`/people/${tom.id}`)
  await amara.page.getByRole('button', { name: 'Auf einen Platz warten' }).click()
  await expect(amara.page.getByRole('button', { name: 'Warteliste verlassen' })).toBeVisible()
  await settled(amara.page)
  await lookAround(amara, 'de-wait-list-person')
})
