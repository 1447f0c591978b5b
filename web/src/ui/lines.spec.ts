import { expect, test } from 'vitest'
import { added, without } from './lines'

test('a line is added once, tidied, and only while there is room', () => {
  expect(added([], '  A first client ', 3)).toEqual(['A first client'])
  expect(added(['A first client'], 'a FIRST client', 3)).toEqual(['A first client'])
  expect(added(['A first client'], '   ', 3)).toEqual(['A first client'])
  expect(added(['a', 'b', 'c'], 'd', 3)).toEqual(['a', 'b', 'c'])
})

test('a line is taken away and the others keep their order', () => {
  expect(without(['a', 'b', 'c'], 'b')).toEqual(['a', 'c'])
})
