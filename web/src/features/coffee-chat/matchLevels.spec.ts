import { expect, test } from 'vitest'
import { levels } from './matchLevels'

test('draws place as its band and acquaintance with ever smaller steps', () => {
  const bars = levels({
    industry: { score: 75, text: 'a' },
    proximity: { band: 'region', text: 'b' },
    mutual: { count: 2, text: 'c' },
    activity: { level: 'high', text: 'd' },
  })
  expect(bars.map(({ part, fill }) => [part, fill])).toEqual([['industry', 75], ['proximity', 70], ['mutual', 50], ['activity', 100]])
})

test('draws nothing where nothing is known', () => {
  const [, place, mutual] = levels({
    industry: { score: 20, text: '' },
    proximity: { band: 'unknown', text: '' },
    mutual: { count: 0, text: '' },
    activity: { level: 'low', text: '' },
  })
  expect([place?.fill, mutual?.fill]).toEqual([0, 0])
})
