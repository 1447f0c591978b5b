import { openMeeting } from './support/calls'
import { AMARA, DIEGO } from './support/members'
import { expect, test } from './support/stage'

interface RoomWindow {
  setup: { jwt: string | null; user: { displayName: string } }
  guest(id: string, name: string, person: string): void
  kick(): void
}

test.use({ hasJitsi: true })

test('a call on Jitsi is steered by the same bar and panels', async ({ stage }) => {
  const amara = await stage.visit(AMARA)
  const diego = await stage.visit(DIEGO)
  const id = await openMeeting(amara, [diego])
  await amara.enterCall(id)
  const room = amara.page.frameLocator('iframe')
  await expect(room.getByText(`In the meeting as ${AMARA.name}`)).toBeVisible()
  const frame = amara.page.frames().find((each) => each.name() === 'jitsiConferenceFrame0')
  const token = await frame?.evaluate(() => (window as unknown as RoomWindow).setup.jwt)
  expect(token?.split('.')).toHaveLength(3)

  for (const name of ['Microphone', 'Camera']) {
    await expect(amara.control(name)).toHaveAttribute('aria-pressed', 'true')
    await amara.control(name).click()
    await expect(amara.control(name)).toHaveAttribute('aria-pressed', 'false')
  }
  await amara.control('Raise hand').click()
  await expect(amara.control('Raise hand')).toHaveAttribute('aria-pressed', 'true')
  await amara.control('Raise hand').click()
  await expect(amara.control('Raise hand')).toHaveAttribute('aria-pressed', 'false')

  await frame?.evaluate(([name, person]) => (window as unknown as RoomWindow).guest('g1', String(name), String(person)), [DIEGO.name, diego.id])
  await amara.control('People').click()
  await expect(amara.page.getByRole('complementary', { name: 'People' }).getByText(DIEGO.name)).toBeVisible()
  await amara.look('jitsi-call')

  const call = await amara.api<{ participants: { person: { id: string }; is_present: boolean }[] }>('GET', `/api/video-calls/${id}`)
  expect(call.participants.find(({ person }) => person.id === amara.id)?.is_present).toBe(true)
  await amara.control('Leave').click()
  await expect(amara.page.getByRole('heading', { name: 'You left the call' })).toBeVisible()
  await expect(amara.page.locator('iframe')).toHaveCount(0)
  await expect
    .poll(async () => (await amara.api<typeof call>('GET', `/api/video-calls/${id}`)).participants.find(({ person }) => person.id === amara.id)?.is_present)
    .toBe(false)
})

test('being removed on Jitsi ends with the reason', async ({ stage }) => {
  const amara = await stage.visit(AMARA)
  await amara.enterCall(await openMeeting(amara, []))
  await expect(amara.page.frameLocator('iframe').getByText('In the meeting')).toBeVisible()
  const frame = amara.page.frames().find((each) => each.name() === 'jitsiConferenceFrame0')
  await frame?.evaluate(() => (window as unknown as RoomWindow).kick())
  await expect(amara.page.getByRole('heading', { name: 'You were removed from this call' })).toBeVisible()
})
