import { expect, test } from 'vitest'
import { toolsFor, type ToolsRequest } from './personTools'

const SCREEN = { key: 'screen', attach: () => undefined, detach: () => undefined }
const REQUEST: ToolsRequest = {
  mine: 'host',
  theirs: 'participant',
  person: { isLocal: false, personId: 'p', isMicrophoneOn: true, screen: null },
  hasLobby: false,
  isFrame: false,
}

test('a host has every tool for a participant, and only those that make sense now', () => {
  expect(toolsFor(REQUEST)).toEqual(['mute', 'role', 'remove'])
  const sharing = { ...REQUEST.person, isMicrophoneOn: false, screen: SCREEN }
  expect(toolsFor({ ...REQUEST, person: sharing, hasLobby: true })).toEqual(['ask', 'stop-share', 'role', 'lobby', 'remove'])
})

test('a moderator gives no roles and puts out neither the host nor another moderator', () => {
  expect(toolsFor({ ...REQUEST, mine: 'moderator' })).toEqual(['mute', 'remove'])
  expect(toolsFor({ ...REQUEST, mine: 'moderator', theirs: 'moderator', hasLobby: true })).toEqual(['mute'])
  expect(toolsFor({ ...REQUEST, mine: 'moderator', theirs: 'host', hasLobby: true })).toEqual(['mute'])
})

test('participants, oneself and strangers to the product get none', () => {
  expect(toolsFor({ ...REQUEST, mine: 'participant' })).toEqual([])
  expect(toolsFor({ ...REQUEST, person: { ...REQUEST.person, isLocal: true } })).toEqual([])
  expect(toolsFor({ ...REQUEST, person: { ...REQUEST.person, personId: null } })).toEqual([])
})

test('in a page of the provider people can be asked, not silenced', () => {
  expect(toolsFor({ ...REQUEST, isFrame: true, hasLobby: true })).toEqual(['role', 'remove'])
  expect(toolsFor({ ...REQUEST, isFrame: true, person: { ...REQUEST.person, isMicrophoneOn: false } })).toEqual(['ask', 'role', 'remove'])
})
