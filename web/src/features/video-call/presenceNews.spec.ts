import { expect, it } from 'vitest'
import { presenceNews } from './presenceNews'

const me = { id: 'me', name: 'Me', isLocal: true, handRaisedAt: null }
const amara = { id: 'a', name: 'Amara', isLocal: false, handRaisedAt: null }
const crowd = Array.from({ length: 5 }, (_, i) => ({ id: `c${i}`, name: `C${i}`, isLocal: false, handRaisedAt: null }))

it('tells who came, who went and who raised a hand', () => {
  expect(presenceNews([me], [me, amara])).toEqual([{ kind: 'joined', name: 'Amara' }])
  expect(presenceNews([me, amara], [me])).toEqual([{ kind: 'left', name: 'Amara' }])
  expect(presenceNews([me, amara], [me, { ...amara, handRaisedAt: 5 }])).toEqual([{ kind: 'raisedHand', name: 'Amara' }])
})

it('keeps quiet about the first look, my own hand, a lowered hand and crowds', () => {
  expect(presenceNews([], [me, amara])).toEqual([])
  expect(presenceNews([me, amara], [])).toEqual([])
  expect(presenceNews([me], [{ ...me, handRaisedAt: 5 }])).toEqual([])
  expect(presenceNews([me, { ...amara, handRaisedAt: 5 }], [me, amara])).toEqual([])
  expect(presenceNews([me], [me, ...crowd])).toEqual([])
})
