/** Whether everyone gets a turn, and why somebody is missing in a list, as the team sees it. */
import { expect, test, type Stage } from './support/stage'
import { look, lookAround, settled } from './support/looking'
import { AMARA, csvOf, DIEGO, TOM } from './support/members'
import type { Visitor } from './support/visitor'

const PATH = '/admin?tab=matching'
const PAUSED_UNTIL_DAYS = 9
const DAY_MS = 86_400_000

interface Suggestions {
  items: { person: { id: string; name: string } }[]
}

/** Enough people for groups to be told apart. */
async function importCrowd(admin: Visitor, stage: Stage): Promise<void> {
  const crowd = Array.from({ length: 46 }, (_, at) => ({ ...TOM, name: `Crowd Member${at}`, email: `crowd${at}@alumni.example`, year: at % 2 ? 1994 : 2008 }))
  const answer = await admin.page.request.post('/api/admin/import', { data: csvOf(crowd), headers: { 'content-type': 'text/csv', origin: stage.server.url } })
  expect(answer.ok(), await answer.text()).toBe(true)
}

async function seeSuggestions(visitor: Visitor): Promise<Suggestions['items']> {
  const { items } = await visitor.api<Suggestions>('GET', '/api/coffee-chat/suggestions')
  await visitor.api('POST', '/api/coffee-chat/suggestions/shown', { person_ids: items.map((item) => item.person.id) })
  return items
}

async function choose(admin: Visitor, field: string, name: string): Promise<void> {
  const box = admin.page.getByRole('combobox', { name: field })
  await box.fill(name)
  await admin.page.getByRole('option', { name }).first().click()
}

test('the team sees whether everyone gets a turn', async ({ stage }) => {
  await stage.server.makeAdmin(AMARA)
  const amara = await stage.visit(AMARA)
  const diego = await stage.visit(DIEGO)
  await look(amara, { name: 'admin-matching-empty', path: PATH })
  await expect(amara.page.getByText('Nobody has been shown yet')).toBeVisible()

  await importCrowd(amara, stage)
  await seeSuggestions(diego)
  await look(amara, { name: 'admin-matching', path: PATH })
  await expect(amara.page.getByText('of 50 people')).toBeVisible()
  await expect(amara.page.getByRole('row', { name: /^2000s/ })).toContainText('25')
  // Amara and Hana alone are of the 2010s: they are told of with the next smallest group.
  await expect(amara.page.getByRole('row', { name: /^Smaller groups together/ })).toContainText('25')
})

test('a list that does not come is told of, and the question works without it', async ({ stage }) => {
  await stage.server.makeAdmin(AMARA)
  const amara = await stage.visit(AMARA)
  let isHeld = true
  let release = (): void => undefined
  const released = new Promise<void>((done) => (release = done))
  await amara.page.route('**/api/admin/matching/fairness', async (route) => {
    if (isHeld) await released
    await route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ type: '/problems/unavailable', title: 'Unavailable', status: 503, request_id: 'none' }) })
  })
  await amara.page.goto(PATH)
  await expect(amara.page.locator('[aria-busy="true"]').first()).toBeVisible()
  await lookAround(amara, 'admin-matching-loading')
  isHeld = false
  release()
  await settled(amara.page)
  await lookAround(amara, 'admin-matching-error')
  await expect(amara.page.getByRole('button', { name: 'Tell me why' })).toBeVisible()
})

test('the team learns in words why somebody is missing in a list', async ({ stage }) => {
  await stage.server.makeAdmin(AMARA)
  const amara = await stage.visit(AMARA)
  const tom = await stage.visit(TOM)
  await amara.page.goto(PATH)
  const ask = amara.page.getByRole('button', { name: 'Tell me why' })
  await expect(ask).toBeDisabled()
  await choose(amara, 'In the list of', 'Diego Marín')
  await choose(amara, 'Who is missing', 'Tom Bianchi')
  await ask.click()
  await expect(amara.page.getByText('Tom Bianchi is in the list of Diego Marín.')).toBeVisible()
  await expect(amara.page.getByText(/^Place \d of 20 in the list\.$/)).toBeVisible()

  const now = await amara.page.evaluate(() => Date.now())
  await tom.api('PUT', '/api/me/profile', { paused_until: new Date(now + PAUSED_UNTIL_DAYS * DAY_MS).toISOString() })
  await ask.click()
  await expect(amara.page.getByText('Tom Bianchi is taking a break.')).toBeVisible()
  await expect(amara.page.getByText(/^Until .+, if nothing else happens\.$/)).toBeVisible()
  await amara.page.getByText('Tom Bianchi is taking a break.').scrollIntoViewIfNeeded()
  await lookAround(amara, 'admin-matching-why')
})
