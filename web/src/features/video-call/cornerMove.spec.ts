import { expect, it } from 'vitest'
import { nearestCorner, nextCorner, type Corner } from './cornerMove'

const area = { width: 400, height: 600 }

it.each([
  [{ x: 10, y: 10 }, 'top-start'],
  [{ x: 390, y: 10 }, 'top-end'],
  [{ x: 210, y: 310 }, 'bottom-end'],
  [{ x: -50, y: 900 }, 'bottom-start'],
] as const)('drops at %o into %s', (point, corner) => {
  expect(nearestCorner(point, area, false)).toBe(corner)
})

it('follows the reading direction', () => {
  expect(nearestCorner({ x: 10, y: 10 }, area, true)).toBe('top-end')
})

it('visits every corner when pressed again and again', () => {
  const visited = new Set<Corner>()
  for (let corner: Corner = 'bottom-end', i = 0; i < 4; i++) visited.add((corner = nextCorner(corner)))
  expect(visited.size).toBe(4)
})
