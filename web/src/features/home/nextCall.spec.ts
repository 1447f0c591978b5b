import { expect, test } from 'vitest'
import type { VideoCallView } from '@/api/types'
import { nextCall } from './nextCall'

function call(id: string, response?: string): VideoCallView {
  return { id, participants: response ? [{ person: { id: 'me' }, response }] : [] } as unknown as VideoCallView
}

test('what one is on the list of comes before what is open to one', () => {
  const [open, chat] = [call('open'), call('chat', 'accepted')]
  expect(nextCall(null, [open, chat], 'me')).toBe(chat)
  expect(nextCall(open, [chat], 'me')).toBe(chat)
  expect(nextCall(chat, [open], 'me')).toBe(chat)
  expect(nextCall(null, [call('no', 'declined'), chat], 'me')).toBe(chat)
})

test('a gathering that is open to one is better than nothing', () => {
  const open = call('open')
  expect(nextCall(null, [open], 'me')).toBe(open)
  expect(nextCall(null, [], 'me')).toBeNull()
})
