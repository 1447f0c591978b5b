import { expect, test } from 'vitest'
import { staleAfter } from './invalidation'

test('an accepted chat changes the chats, the calls and who is suggested', () => {
  expect(staleAfter('coffee_chat.accepted')).toEqual(['coffee-chat', 'suggestions', 'ai-matches', 'video-calls'])
})

test('what happens all the time inside a call makes no list old', () => {
  expect(staleAfter('video_call.message')).toEqual([])
  expect(staleAfter('video_call.started')).toEqual(['video-calls'])
})
