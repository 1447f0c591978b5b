/** A server and its visitors, taken down again whatever the test did. */
import { test as base } from '@playwright/test'
import { AMARA, DIEGO, HANA, TOM, type Member } from './members'
import { TestServer, type ServerOptions } from './server'
import { Visitor, type VisitorOptions } from './visitor'

export interface Stage {
  server: TestServer
  /** Brings a person in and signs them in. */
  visit(member: Member, options?: VisitorOptions): Promise<Visitor>
}

export const test = base.extend<{ environment: ServerOptions['environment']; stage: Stage }>({
  environment: [{}, { option: true }],
  stage: async ({ environment }, use) => {
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
  },
})

export { expect } from '@playwright/test'
