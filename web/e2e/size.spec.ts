/** What a browser loads before a member sees their home page, counted as it travels. */
import { expect, test } from '@playwright/test'
import { AMARA } from './support/members'
import { TestServer } from './support/server'
import { Visitor } from './support/visitor'

const MOST_BYTES = 110 * 1024

for (const locale of ['en-GB', 'de-DE']) test(`the first load stays under 110 KB of compressed script in ${locale}`, async () => {
  const server = await TestServer.start({ members: [AMARA] })
  const amara = await Visitor.arrive(AMARA, server, { hasNoDevices: true, locale })
  await amara.signIn()

  const fresh = await amara.context.newPage()
  const session = await amara.context.newCDPSession(fresh)
  await session.send('Network.enable')
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  const scripts = new Map<string, string>()
  const sizes = new Map<string, number>()
  session.on('Network.responseReceived', ({ requestId, response }) => {
    if (/javascript/.test(response.mimeType)) scripts.set(requestId, new URL(response.url).pathname)
  })
  // Bodies alone: `loadingFinished` would count the headers of every answer too.
  session.on('Network.dataReceived', ({ requestId, encodedDataLength }) => sizes.set(requestId, (sizes.get(requestId) ?? 0) + encodedDataLength))

  await fresh.goto('/')
  await expect(fresh.locator('h1')).toBeVisible()
  await fresh.waitForLoadState('networkidle')

  const loaded = [...scripts].map(([id, path]) => ({ path, bytes: sizes.get(id) ?? 0 }))
  const total = loaded.reduce((sum, { bytes }) => sum + bytes, 0)
  console.info(`first load: ${loaded.length} scripts, ${(total / 1024).toFixed(1)} KB`)
  expect(total, JSON.stringify(loaded)).toBeGreaterThan(0)
  expect(total, JSON.stringify(loaded)).toBeLessThanOrEqual(MOST_BYTES)

  await amara.leave()
  await server.stop()
})
