import { openMeeting } from './support/calls'
import { AMARA, DIEGO } from './support/members'
import { expect, test } from './support/stage'

test('a host asks to unmute, changes what is allowed, sends back to the lobby; the other page follows at once', async ({ stage }) => {
  const amara = await stage.visit(AMARA)
  const diego = await stage.visit(DIEGO)
  const id = await openMeeting(amara, [diego])
  const settings = (change: object) => amara.api('PUT', `/api/video-calls/${id}`, { settings: change })
  await amara.enterCall(id)
  // Who comes in second measures how long the first one's picture takes, so it must be there.
  await expect(amara.page.getByText('You are the first one here.')).toBeVisible()
  await diego.enterCall(id)
  await amara.control('People').click()
  const people = amara.page.getByRole('complementary', { name: 'People' })
  const menu = people.getByRole('button', { name: `What to do with ${DIEGO.name}` })
  const choose = async (tool: string) => {
    await menu.click()
    await amara.page.getByRole('menuitem', { name: tool, exact: true }).click()
  }

  await choose('Mute')
  await expect(diego.control('Microphone')).toHaveAttribute('aria-pressed', 'false')
  await choose('Ask to unmute')
  const question = diego.page.getByText(`${AMARA.name} asks you to turn on your microphone.`)
  await expect(question).toBeVisible()
  await diego.look('asked-to-unmute')
  await diego.page.getByRole('button', { name: 'Not now' }).click()
  await expect(question).toBeHidden()
  await expect(diego.control('Microphone')).toHaveAttribute('aria-pressed', 'false')
  await choose('Ask to unmute')
  await diego.page.getByRole('button', { name: 'Turn on', exact: true }).click()
  await expect(diego.control('Microphone')).toHaveAttribute('aria-pressed', 'true')
  await menu.click()
  await expect(amara.page.getByRole('menuitem', { name: 'Mute', exact: true })).toBeVisible()
  await amara.look('host-menu', { axe: false })
  await amara.page.keyboard.press('Escape')

  await diego.control('Share screen').click()
  await expect(diego.control('Share screen')).toHaveAttribute('aria-pressed', 'true')
  await choose('Stop their screen share')
  await expect(diego.control('Share screen')).toHaveAttribute('aria-pressed', 'false')

  await diego.control('Chat').click()
  await people.getByText('What people may do').click()
  await people.getByRole('switch', { name: 'Write in the chat' }).click()
  await people.getByRole('switch', { name: 'Share their screen' }).click()
  await amara.look('host-rules')
  await expect(diego.control('Chat')).toBeHidden()
  await expect(diego.control('Share screen')).toBeHidden()
  await expect(diego.page.getByRole('complementary', { name: 'Chat' })).toBeHidden()
  await expect(amara.control('Share screen')).toBeVisible()
  await choose('Make moderator')
  await expect(diego.control('Share screen')).toBeVisible()
  await diego.control('People').click()
  await diego.page.getByRole('switch', { name: 'Lock the call' }).click()
  await expect(amara.page.getByRole('switch', { name: 'Lock the call' })).toBeChecked()
  await choose('No longer moderator')
  await expect(diego.control('Share screen')).toBeHidden()
  await expect(diego.page.getByRole('switch', { name: 'Lock the call' })).toBeHidden()

  // What the pages measured has reached the server.
  const figures = async () => (await fetch(`${stage.server.url}/metrics`)).text()
  for (const figure of ['join_seconds', 'first_frame_seconds', 'quality_score']) {
    await expect.poll(figures, { timeout: 40_000 }).toMatch(new RegExp(`homecoming_call_${figure}_count\\{provider="embedded"\\} [1-9]`))
  }

  await settings({ lobby: true, locked: false })
  await choose('Send back to the lobby')
  await expect(diego.page.getByRole('heading', { name: 'The host lets you in' })).toBeVisible()
  await amara.page.getByRole('button', { name: `Admit ${DIEGO.name}` }).click()
  await expect(diego.control('Camera')).toHaveAttribute('aria-pressed', 'false')

  await amara.control('Leave').click()
  await diego.control('Leave').click()
  await amara.api('POST', `/api/video-calls/${id}/end`)
  await diego.page.goto(`/calls/${id}/record`)
  const whoWasThere = diego.page.getByRole('listitem').filter({ hasText: AMARA.name })
  await expect(whoWasThere).toContainText(/minute/)
  await expect(whoWasThere).toContainText('Host')
  await diego.look('call-record')
})
