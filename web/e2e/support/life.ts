/** What a member finds who has been here for a while. */
import { DIEGO, HANA } from './members'
import type { TestServer } from './server'
import { Visitor } from './visitor'

const HOUR_MS = 3_600_000

/** So many whole hours from now. */
function later(hours: number): string {
  return new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + hours * HOUR_MS).toISOString()
}

/** Something to see on every page: a request to answer, one agreed, a connection to answer. */
export async function giveLife(member: Visitor, server: TestServer, message: string): Promise<void> {
  const diego = await Visitor.arrive(DIEGO, server, { hasNoDevices: true })
  const hana = await Visitor.arrive(HANA, server, { hasNoDevices: true })
  await diego.signIn()
  await hana.signIn()
  await diego.api('POST', '/api/coffee-chat/request', { recipient_id: member.id, message, proposed_times: [later(26), later(50)] })
  const asked = await member.api<{ id: string }>('POST', '/api/coffee-chat/request', { recipient_id: hana.id, proposed_times: [later(20)] })
  await hana.api('POST', `/api/coffee-chat/${asked.id}/respond`, { action: 'accept', selected_time: later(20) })
  await hana.api('POST', '/api/connections', { person_id: member.id })
  await diego.leave()
  await hana.leave()
}
