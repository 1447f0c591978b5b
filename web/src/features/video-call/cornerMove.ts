/** Where the floating self view stands, and where it goes when it is moved. Pure geometry. */
import type { Size } from './callLayout'

export interface Point {
  x: number
  y: number
}

/** Logical corners: start and end follow the reading direction. */
export type Corner = 'top-start' | 'top-end' | 'bottom-start' | 'bottom-end'

const CLOCKWISE: Corner[] = ['top-start', 'top-end', 'bottom-end', 'bottom-start']

/** The next corner going round, for those who move it without a pointer. */
export function nextCorner(corner: Corner): Corner {
  return CLOCKWISE[(CLOCKWISE.indexOf(corner) + 1) % CLOCKWISE.length] ?? 'bottom-end'
}

/** The corner nearest to the middle of a dropped picture. */
export function nearestCorner(middle: Point, area: Size, isRightToLeft: boolean): Corner {
  const isLeft = middle.x < area.width / 2
  const vertical = middle.y < area.height / 2 ? 'top' : 'bottom'
  return `${vertical}-${isLeft === isRightToLeft ? 'end' : 'start'}`
}
