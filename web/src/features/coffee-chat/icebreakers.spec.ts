import { expect, test } from 'vitest'
import { t as words } from '@/i18n'
import { firstName, icebreakers } from './icebreakers'

const t = words as Parameters<typeof icebreakers>[2]

test('begins with what both share, two at most', () => {
  const person = { name: 'Amina Nasser', company: 'Nordstrom Energi', graduation_year: 2011 }
  const ideas = icebreakers(person, { shared_interests: ['climbing', 'chess'], reasons: [] }, t)
  expect(ideas).toHaveLength(2)
  expect(ideas[0]).toContain('climbing')
  expect(ideas[1]).toContain('Nordstrom Energi')
})

test('has something to say about somebody of whom nothing is known', () => {
  expect(icebreakers({ name: 'Amina' }, null, t)).toEqual(['Hi Amina, I would enjoy half an hour of your time to hear your story.'])
})

test.each([
  ['Diego Marín', 'Diego'],
  ['  Sukarno ', 'Sukarno'],
  ['محمد بن عبد الله', 'محمد'],
])('calls %s %s', (name, first) => {
  expect(firstName(name)).toBe(first)
})
