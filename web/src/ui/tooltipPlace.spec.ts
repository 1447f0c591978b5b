import { expect, test } from 'vitest'
import { place } from './tooltipPlace'

const pane = { innerWidth: 400, innerHeight: 300 }
const tip = { left: 0, top: 0, width: 100, height: 20 }

test('stands under its control, in the middle', () => {
  expect(place({ left: 100, top: 50, width: 40, height: 40 }, tip, 'bottom', pane)).toEqual({ left: '70px', top: '96px' })
})

test('goes above a control at the foot of the window', () => {
  expect(place({ left: 100, top: 250, width: 40, height: 40 }, tip, 'bottom', pane)).toEqual({ left: '70px', top: '224px' })
})

test('never leaves the window', () => {
  expect(place({ left: 380, top: 50, width: 20, height: 20 }, tip, 'bottom', pane).left).toBe('292px')
  expect(place({ left: 0, top: 50, width: 20, height: 20 }, tip, 'left', pane).left).toBe('8px')
})
