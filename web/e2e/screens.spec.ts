/** Every screen of a member: a picture is kept, axe finds nothing, nothing overflows, and no foreign host is asked. */
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { giveLife } from './support/life'
import { look, press, settled, watchHosts, type Screen } from './support/looking'
import { AMARA, DIEGO, HANA, IDA, TOM } from './support/members'
import { TestServer } from './support/server'
import { SCREENS, Visitor } from './support/visitor'

const DOORS: Screen[] = [
  { name: 'sign-in', path: '/sign-in' },
  { name: 'forgot-password', path: '/forgot-password' },
  { name: 'reset-password', path: '/reset-password#token' },
  { name: 'activate', path: '/activate#token' },
]

const FULL: Screen[] = [
  { name: 'home', path: '/' },
  { name: 'people', path: '/people' },
  { name: 'people-why', path: '/people', prepare: press('button', /^Why/) },
  { name: 'people-filtered', path: '/people?industry=energy&interests=climbing' },
  { name: 'people-nobody', path: '/people?interests=underwater%20basket%20weaving' },
  { name: 'people-industry', path: '/people', prepare: press('button', 'Industry') },
  { name: 'request-times', path: '/people', prepare: press('button', 'Ask for a coffee chat') },
  {
    name: 'request-note',
    path: '/people',
    prepare: async (page) => {
      await press('button', 'Ask for a coffee chat')(page)
      await page.getByRole('button', { name: 'Next', exact: true }).click()
      await expect(page.getByRole('button', { name: 'Send request' })).toBeVisible()
    },
  },
  { name: 'people-help', path: '/people/help' },
  { name: 'people-not-for-me', path: '/people/help', prepare: press('button', /^Not for me/) },
  { name: 'directory', path: '/people/directory' },
  { name: 'connections', path: '/people/connections' },
  { name: 'chats-received', path: '/chats' },
  { name: 'chats-sent', path: '/chats?tab=sent' },
  { name: 'chats-accepted', path: '/chats?tab=accepted' },
  { name: 'chats-completed', path: '/chats?tab=completed' },
  { name: 'chat-decline', path: '/chats', prepare: press('button', 'Decline') },
  { name: 'chat-other-times', path: '/chats', prepare: press('button', 'Other times') },
  { name: 'profile', path: '/profile' },
  { name: 'profile-preview', path: '/profile', prepare: press('button', 'Preview as others see you') },
  { name: 'privacy', path: '/profile?tab=privacy' },
  { name: 'account', path: '/profile?tab=account' },
  { name: 'calls', path: '/calls' },
  { name: 'calls-past', path: '/calls?tab=past' },
  { name: 'calls-schedule', path: '/calls', prepare: press('button', 'Schedule') },
  { name: 'notifications', path: '/', prepare: press('button', 'Notifications') },
  {
    name: 'find',
    path: '/',
    prepare: async (page) => {
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox', { name: 'People, calls, settings' }).fill('Diego')
      await expect(page.getByRole('option', { name: /Diego/ })).toBeVisible()
    },
  },
  { name: 'lost', path: '/no-such-page' },
  { name: 'forbidden', path: '/admin' },
  { name: 'person-unknown', path: '/people/01940000-0000-7000-8000-000000000000' },
]

const EMPTY: Screen[] = [
  { name: 'home-empty', path: '/' },
  { name: 'people-help-empty', path: '/people/help' },
  { name: 'chats-empty', path: '/chats' },
  { name: 'calls-empty', path: '/calls' },
  { name: 'connections-empty', path: '/people/connections' },
]

let server: TestServer
let amara: Visitor
let tom: Visitor

test.beforeAll(async () => {
  server = await TestServer.start({ members: [AMARA, DIEGO, HANA, IDA, TOM] })
  amara = await Visitor.arrive(AMARA, server, { hasNoDevices: true })
  tom = await Visitor.arrive(TOM, server, { hasNoDevices: true })
})

test.afterAll(async () => {
  await amara?.leave()
  await tom?.leave()
  await server?.stop()
})

test('the doors', async () => {
  const hosts = watchHosts(amara)
  for (const screen of DOORS) await look(amara, screen)
  expect([...hosts]).toEqual([new URL(server.url).host])
})

test('a member with nothing yet', async () => {
  await tom.signIn()
  for (const screen of EMPTY) await look(tom, screen)
})

test('a member with a life', async () => {
  test.setTimeout(600_000)
  const hosts = watchHosts(amara)
  await amara.signIn()
  await giveLife(amara, server, 'I would like to talk about moving into grid planning.')
  for (const screen of FULL) await look(amara, screen)
  const [suggestion] = (await amara.api<{ items: { id: string }[] }>('GET', '/api/people')).items
  await look(amara, { name: 'person', path: `/people/${suggestion?.id}` })
  expect([...hosts]).toEqual([new URL(server.url).host])
})

test('without a network the page says so and comes back by itself', async () => {
  const { page, context } = tom
  // A story before this one that failed leaves nobody signed in.
  if (!tom.id) await tom.signIn()
  await page.goto('/chats')
  await settled(page)
  await context.setOffline(true)
  await expect(page.getByText('You are offline. What you see may be old.')).toBeVisible()
  await page.screenshot({ path: join(SCREENS, 'offline.png') })
  await context.setOffline(false)
  await expect(page.getByText('You are offline. What you see may be old.')).toBeHidden()
})
