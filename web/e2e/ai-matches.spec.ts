/** Who can help: found by what both wrote, put aside with a reason, brought back, asked. */
import { lookAround } from './support/looking'
import { AMARA, DIEGO, HANA, TOM } from './support/members'
import { expect, test } from './support/stage'

test('what I look for leads to who offers it, and what is not for me is gone at once and can come back', async ({ stage }) => {
  const amara = await stage.visit(AMARA)
  const { page } = amara
  await page.goto('/people')
  await page.getByRole('tab', { name: 'Who can help' }).click()
  await expect(page).toHaveURL(/\/people\/help$/)

  const diego = page.getByRole('article', { name: DIEGO.name })
  await expect(diego.getByText('First steps in grid planning', { exact: true })).toBeVisible()
  await expect(diego.getByText('You are looking for: Moving from consulting into grid planning')).toBeVisible()
  await expect(diego.getByText('Raising a first round for my company', { exact: true })).toBeVisible()
  await expect(diego.getByText('You offer: Raising a first round for a climate company')).toBeVisible()

  await diego.getByRole('button', { name: `Not for me: ${DIEGO.name}` }).click()
  await page.getByRole('menuitem', { name: 'Not now' }).click()
  await expect(diego).toBeHidden()
  await expect(page.getByText(`${DIEGO.name} is put aside for four weeks.`)).toBeVisible()
  await page.getByRole('tab', { name: 'For you' }).click()
  await expect(page.getByRole('article', { name: HANA.name })).toBeVisible()
  await expect(page.getByRole('article', { name: DIEGO.name })).toBeHidden()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('article', { name: DIEGO.name })).toBeVisible()

  await page.getByRole('tab', { name: 'Who can help' }).click()
  await diego.getByRole('button', { name: 'Ask for a coffee chat' }).click()
  await expect(page.getByRole('dialog', { name: /Diego/ })).toBeVisible()
})

test('who has not said what they look for is led to say it, and sees people right after', async ({ stage }) => {
  const tom = await stage.visit(TOM)
  const { page } = tom
  await page.goto('/people/help')
  await page.getByRole('link', { name: 'Say what you are looking for' }).click()
  const field = page.getByRole('textbox', { name: 'What you are looking for' })
  await expect(field).toBeFocused()
  await field.fill('How grid planning works')
  await field.press('Enter')
  await expect(page.getByRole('list', { name: 'What you are looking for' }).getByText('How grid planning works')).toBeVisible()
  // A line that was typed and not added yet is kept by saving.
  await page.getByRole('textbox', { name: 'What you can help with' }).fill('Wind power in the Adriatic')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText('Saved.', { exact: true })).toBeVisible()
  await expect(page.getByRole('list', { name: 'What you can help with' }).getByText('Wind power in the Adriatic')).toBeVisible()
  await tom.look('profile-lines')

  await page.goto('/people/help')
  await expect(page.getByRole('article', { name: DIEGO.name }).getByText('You are looking for: How grid planning works')).toBeVisible()
  await page.goto('/profile')
  await page.getByRole('button', { name: 'Change How grid planning works' }).click()
  await expect(field).toHaveValue('How grid planning works')
})

test('long German words, a slow answer and a failure are all told well', async ({ stage }) => {
  const amara = await stage.visit(AMARA)
  const diego = await stage.visit(DIEGO)
  const word = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'
  await diego.api('PUT', '/api/me/profile', { offers: [`Grid planning bei der ${word}`], seeks: [`Raising a first round für die ${word}`] })
  const { page } = amara
  const quote = page.getByText(`Grid planning bei der ${word}`, { exact: true })
  // What Diego has just written is read in the background.
  await expect(async () => {
    await page.goto('/people/help')
    await expect(page.getByRole('list', { name: 'Who can help' })).toBeVisible()
    await expect(quote).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await lookAround(amara, 'people-help-long')

  await page.route('**/api/coffee-chat/ai-matches', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ json: { ...(await answer.json()), is_preparing: true } })
  })
  await page.reload()
  await expect(page.getByText('Some profiles are still being read.')).toBeVisible()
  await amara.look('people-help-growing')
  await page.unroute('**/api/coffee-chat/ai-matches')

  let release = (): void => undefined
  const held = new Promise<void>((done) => (release = done))
  await page.route('**/api/coffee-chat/ai-matches', async (route) => {
    await held
    await route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"type":"/problems/unavailable","title":"Try again in a moment","status":503}' })
  })
  await page.reload()
  await expect(page.getByText('This takes longer than usual.').first()).toBeVisible()
  await amara.look('people-help-slow')
  release()
  await expect(page.getByText('This did not load')).toBeVisible()
  await amara.look('people-help-error')
  await page.unroute('**/api/coffee-chat/ai-matches')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('article', { name: DIEGO.name })).toBeVisible()
})
