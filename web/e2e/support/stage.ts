/** A server and its visitors, taken down again whatever the test did. */
import { test as base } from '@playwright/test'
import { FakeJitsi } from './fakeJitsi'
import { AMARA, DIEGO, HANA, TOM, type Member } from './members'
import { TestServer } from './server'
import { Visitor, type VisitorOptions } from './visitor'

export interface Stage {
  server: TestServer
  /** Brings a person in and signs them in. */
  visit(member: Member, options?: VisitorOptions): Promise<Visitor>
}

const JITSI_KEYS = { JITSI_APP_ID: 'homecoming', JITSI_APP_SECRET: 'only tests ever sign with this one' }

export const test = base.extend<{ hasJitsi: boolean; stage: Stage }>({
  hasJitsi: [false, { option: true }],
  stage: async ({ hasJitsi }, use) => {
    const jitsi = hasJitsi ? await FakeJitsi.start() : null
    const environment = jitsi ? { JITSI_DOMAIN: jitsi.domain, ...JITSI_KEYS } : {}
    const server = await TestServer.start({ members: [AMARA, DIEGO, HANA, TOM], environment })
    const visitors: Visitor[] = []
    await use({
      server,
      visit: async (member, options) => {
        const visitor = await Visitor.arrive(member, server, options)
        visitors.push(visitor)
        await visitor.signIn()
        return visitor
      },
    })
    await Promise.all(visitors.map((visitor) => visitor.leave()))
    await server.stop()
    await jitsi?.stop()
  },
})

export { expect } from '@playwright/test'
