/** The app in German: chosen by the browser, changed by hand, remembered, and as tidy as in English. */
import { openMeeting } from './support/calls'
import { giveLife } from './support/life'
import { look, lookAround, press, settled, type Screen } from './support/looking'
import { AMARA, DIEGO, HANA, TOM } from './support/members'
import { expect, test } from './support/stage'
import { TestServer } from './support/server'
import { Visitor } from './support/visitor'

const GERMAN = { hasNoDevices: true, locale: 'de-DE' }

/** Every page a member sees, with the dialogs that hold the longest words. */
const SCREENS: Screen[] = [
  { name: 'de-home', path: '/' },
  { name: 'de-people', path: '/people' },
  { name: 'de-people-why', path: '/people', prepare: press('button', /^Warum/) },
  { name: 'de-people-filtered', path: '/people?industry=energy&interests=climbing' },
  { name: 'de-people-nobody', path: '/people?interests=underwater%20basket%20weaving' },
  { name: 'de-people-industry', path: '/people', prepare: press('button', 'Branche') },
  { name: 'de-request-times', path: '/people', prepare: press('button', 'Zum Kaffee einladen') },
  {
    name: 'de-request-note',
    path: '/people',
    prepare: async (page) => {
      await press('button', 'Zum Kaffee einladen')(page)
      await page.getByRole('button', { name: 'Weiter', exact: true }).click()
      await expect(page.getByRole('button', { name: 'Anfrage senden' })).toBeVisible()
    },
  },
  { name: 'de-people-help', path: '/people/help' },
  { name: 'de-directory', path: '/people/directory' },
  { name: 'de-connections', path: '/people/connections' },
  { name: 'de-chats', path: '/chats' },
  { name: 'de-chat-decline', path: '/chats', prepare: press('button', 'Absagen') },
  { name: 'de-chats-accepted', path: '/chats?tab=accepted' },
  { name: 'de-chats-completed', path: '/chats?tab=completed' },
  { name: 'de-profile', path: '/profile' },
  { name: 'de-privacy', path: '/profile?tab=privacy' },
  { name: 'de-account', path: '/profile?tab=account' },
  { name: 'de-calls', path: '/calls' },
  { name: 'de-calls-past', path: '/calls?tab=past' },
  { name: 'de-calls-schedule', path: '/calls', prepare: press('button', 'Anruf planen') },
  { name: 'de-notifications', path: '/', prepare: press('button', 'Mitteilungen') },
  { name: 'de-lost', path: '/keine-solche-seite' },
]

test.describe('a German browser', () => {
  let server: TestServer
  let amara: Visitor

  test.beforeAll(async () => {
    server = await TestServer.start({ members: [AMARA, DIEGO, HANA, TOM] })
    amara = await Visitor.arrive(AMARA, server, GERMAN)
    await look(amara, { name: 'de-sign-in', path: '/sign-in' })
    await amara.signIn()
  })

  test.afterAll(async () => {
    await amara?.leave()
    await server?.stop()
  })

  test('people are found, filtered and explained in German', async () => {
    const { page } = amara
    await page.goto('/people')
    await expect(page.locator('html')).toHaveAttribute('lang', 'de')
    await expect(page).toHaveTitle('Menschen · Homecoming')
    await expect(page.getByRole('tab', { name: 'Für dich' })).toBeVisible()
    await expect(page.getByText('3 Personen, nach Übereinstimmung')).toBeVisible()

    const card = page.getByRole('article', { name: DIEGO.name })
    await card.getByRole('button', { name: /^Warum/ }).click()
    const why = card.getByLabel('Woraus sich die Übereinstimmung ergibt')
    await expect(why.getByText('Ihr arbeitet beide im Bereich Energie und Klima')).toBeVisible()
    await expect(why.getByText('In deiner Gegend')).toBeVisible()
    await expect(why.getByText('Keine gemeinsamen Kontakte')).toBeVisible()

    await page.getByRole('tab', { name: 'Wer helfen kann' }).click()
    const helper = page.getByRole('article', { name: DIEGO.name })
    await expect(helper.getByText('Diego kann dir helfen bei')).toBeVisible()
    await expect(helper.getByText('Du suchst: Moving from consulting into grid planning')).toBeVisible()
    await helper.getByRole('button', { name: `Nichts für mich: ${DIEGO.name}` }).click()
    await page.getByRole('menuitem', { name: 'Zu weit weg' }).click()
    await expect(page.getByText(`${DIEGO.name} ist für ein halbes Jahr zurückgestellt.`)).toBeVisible()
    await page.getByRole('button', { name: 'Rückgängig' }).click()
    await expect(helper).toBeVisible()
    await amara.expectAccessible('who can help in German')
    await page.getByRole('tab', { name: 'Für dich' }).click()

    await page.getByRole('button', { name: 'Interessen' }).click()
    await page.getByLabel('Interesse suchen').fill('climbing')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await expect(page).toHaveURL(/interests=climbing/)
    await page.getByRole('button', { name: 'Branche' }).click()
    await page.getByLabel('Branche suchen').fill('Windener')
    await expect(page.getByRole('option', { name: /Windenergie/ })).toBeVisible()
    await page.keyboard.press('Escape')

    await page.getByRole('tab', { name: 'Verzeichnis' }).click()
    await expect(page.getByRole('link', { name: TOM.name }).first()).toBeVisible()
    await expect(page.getByText('Deutschland').first()).toBeVisible()
    await amara.expectAccessible('people in German')
  })

  test('every screen fits', async () => {
    test.setTimeout(600_000)
    await giveLife(amara, server, 'Ich möchte über Netzplanung sprechen.')
    for (const screen of SCREENS) await look(amara, screen)
    const [someone] = (await amara.api<{ items: { id: string }[] }>('GET', '/api/people')).items
    await look(amara, { name: 'de-person', path: `/people/${someone?.id}` })
  })

  test('the pages of the team fit', async () => {
    await server.makeAdmin(TOM)
    const tom = await Visitor.arrive(TOM, server, GERMAN)
    await tom.signIn()
    await tom.page.goto('/admin')
    await settled(tom.page)
    for (const tab of await tom.page.getByRole('tab').allTextContents()) {
      await press('tab', tab)(tom.page)
      await settled(tom.page)
      await lookAround(tom, `de-admin-${tab.toLowerCase().replaceAll(' ', '-')}`, { isWhole: true })
    }
    await tom.leave()
  })

  test('a call fits from its door to its end', async () => {
    const hana = await Visitor.arrive(HANA, server, { locale: 'de-DE' })
    await hana.signIn()
    const id = await openMeeting(hana, [])
    await look(hana, { name: 'de-call-door', path: `/calls/${id}` })
    await hana.page.getByRole('button', { name: 'Teilnehmen', exact: true }).click()
    const bar = hana.page.getByRole('toolbar', { name: 'Steuerung des Anrufs' })
    await expect(bar).toBeVisible()
    await lookAround(hana, 'de-call')
    await bar.getByRole('button', { name: 'Personen' }).click()
    await lookAround(hana, 'de-call-people')
    await hana.page.keyboard.press('Escape')
    await hana.page.keyboard.press('?')
    await expect(hana.page.getByRole('dialog')).toBeVisible()
    await lookAround(hana, 'de-call-shortcuts')
    await hana.page.keyboard.press('Escape')
    await bar.getByRole('button', { name: 'Verlassen', exact: true }).click()
    await expect(hana.page.getByRole('heading', { name: 'Du hast den Anruf verlassen' })).toBeVisible()
    await lookAround(hana, 'de-call-left')
    await hana.leave()
  })

  test('the language is changed on the page, at once and for good', async () => {
    const { page } = amara
    await page.goto('/profile?tab=account')
    await page.getByRole('radio', { name: 'English' }).check()
    await expect(page.getByRole('heading', { name: 'Profile and settings' })).toBeVisible()
    await expect(page.locator('html')).toHaveAttribute('lang', 'en')
    await expect(page).toHaveTitle('Profile and settings · Homecoming')
    await page.goto('/people')
    await page.getByRole('button', { name: /^Why/ }).first().click()
    await expect(page.getByText('Both in energy and climate').locator('visible=true').first()).toBeVisible()

    await page.goto('/profile?tab=account')
    await page.getByRole('radio', { name: 'Deutsch' }).check()
    await settled(page)
    await expect(page.getByRole('heading', { name: 'Profil und Einstellungen' })).toBeVisible()
  })
})
