import { beforeAll, expect, test } from 'vitest'
import { loadWords, t as words } from '@/i18n'
import { lineTarget, lineText, personToName } from './lines'

beforeAll(() => loadWords('notifications'))
const t = words as Parameters<typeof lineText>[1]

test('says who and what', () => {
  expect(lineText({ kind: 'coffee_chat_accepted', data: { person_name: 'Amina' } }, t)).toBe('Amina picked a time')
  expect(lineText({ kind: 'video_call_cancelled', data: { title: 'Spring meet-up' } }, t)).toBe('Spring meet-up is cancelled')
})

test('takes the name from elsewhere when the line has only the id', () => {
  const line = { kind: 'connection_requested', data: { person_id: 'p1' } }
  expect(personToName(line)).toBe('p1')
  expect(lineText(line, t, 'Diego')).toBe('Diego would like to connect')
  expect(lineText(line, t)).toBe('Somebody would like to connect')
})

test('a kind of a newer server still says that something is there', () => {
  expect(lineText({ kind: 'coffee_chat_teleported', data: {} }, t)).toBe('Something new is waiting')
})

test('leads to where one can act', () => {
  expect(lineTarget({ kind: 'coffee_chat_countered', data: {} })).toEqual({ name: 'chats', query: { tab: 'sent' } })
  expect(lineTarget({ kind: 'video_call_invited', data: { video_call_id: 'c1' } })).toEqual({ name: 'call', params: { id: 'c1' } })
  expect(lineTarget({ kind: 'connection_requested', data: {} })).toEqual({ name: 'connections' })
  expect(lineTarget({ kind: 'wait_list_place', data: { person_id: 'p1' } })).toEqual({ name: 'person', params: { id: 'p1' } })
})
