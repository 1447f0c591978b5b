import { describe, expect, it } from 'vitest'
import { chooseStage, gridLayout, pageCapacity, settleOrder, TILE_GAP, type LayoutPerson } from './callLayout'

const desktop = { width: 1248, height: 650 }
const besideChat = { width: 896, height: 650 }
const phone = { width: 358, height: 690 }

function person(id: string, extra: Partial<LayoutPerson> = {}): LayoutPerson {
  return { id, isLocal: false, isSharing: false, lastSpokeAt: 0, ...extra }
}

const me = person('me', { isLocal: true })

function stage(people: LayoutPerson[], extra: Partial<Parameters<typeof chooseStage>[0]> = {}) {
  const order = people.map((each) => each.id)
  return chooseStage({ people, order, mode: 'grid', pinned: null, page: 0, capacity: 25, ...extra })
}

function faceWidth(count: number): number {
  const { tile } = gridLayout(count, desktop)
  return Math.min(tile.width, (tile.height * 4) / 3)
}

describe('gridLayout', () => {
  it('puts two side by side on a desktop and above each other on a phone', () => {
    expect(gridLayout(2, desktop)).toMatchObject({ columns: 2, rows: 1 })
    expect(gridLayout(2, phone)).toMatchObject({ columns: 1, rows: 2 })
  })

  it('shows four as the design does: two by two, and one column on a phone', () => {
    expect(gridLayout(4, besideChat)).toEqual({ columns: 2, rows: 2, tile: { width: 442, height: 319 } })
    expect(gridLayout(4, phone)).toMatchObject({ columns: 1, rows: 4 })
  })

  it.each([desktop, besideChat, phone])('fits every count from 1 to 50 into %o', (area) => {
    for (let count = 1; count <= 50; count++) {
      const { columns, rows, tile } = gridLayout(count, area)
      expect(columns * rows).toBeGreaterThanOrEqual(count)
      expect(columns * (rows - 1)).toBeLessThan(count)
      expect(columns * tile.width + (columns - 1) * TILE_GAP).toBeLessThanOrEqual(area.width)
      expect(rows * tile.height + (rows - 1) * TILE_GAP).toBeLessThanOrEqual(area.height)
      expect(Math.min(tile.width, tile.height)).toBeGreaterThan(0)
    }
  })

  it('never gives more people larger faces', () => {
    for (let count = 2; count <= 50; count++) expect(faceWidth(count)).toBeLessThanOrEqual(faceWidth(count - 1))
  })

  it('survives an area that has no room yet', () => {
    expect(gridLayout(3, { width: 0, height: 0 }).tile).toEqual({ width: 0, height: 0 })
  })
})

describe('pageCapacity', () => {
  it('keeps faces readable', () => {
    expect(pageCapacity(desktop)).toBe(25)
    expect(pageCapacity(phone)).toBe(12)
    expect(pageCapacity({ width: 10, height: 10 })).toBe(1)
  })
})

describe('settleOrder', () => {
  it('keeps places, appends newcomers and closes the gap of those who left', () => {
    expect(settleOrder(['a', 'b', 'c'], [person('c'), person('a'), person('d')], 25)).toEqual(['a', 'c', 'd'])
  })

  it('brings a speaker from a later page in place of the quietest', () => {
    const people = [person('a', { lastSpokeAt: 5 }), person('b', { lastSpokeAt: 1 }), person('c', { lastSpokeAt: 9 })]
    expect(settleOrder(['a', 'b', 'c'], people, 2)).toEqual(['a', 'c', 'b'])
  })

  it('moves nobody who is already visible', () => {
    const people = [person('a'), person('b', { lastSpokeAt: 3 })]
    expect(settleOrder(['a', 'b'], people, 2)).toEqual(['a', 'b'])
  })
})

describe('chooseStage', () => {
  it('shows me alone until somebody comes', () => {
    expect(stage([me])).toMatchObject({ kind: 'grid', tiles: ['me'], floatingSelf: false })
  })

  it('gives one other the whole stage and lets me float', () => {
    expect(stage([me, person('a')])).toMatchObject({ kind: 'grid', tiles: ['a'], floatingSelf: true })
  })

  it('puts me in the grid from three on', () => {
    expect(stage([me, person('a'), person('b')])).toMatchObject({ tiles: ['me', 'a', 'b'], floatingSelf: false })
  })

  it('gives a shared screen the stage with the people in a strip', () => {
    const people = [me, person('a', { isSharing: true }), person('b')]
    expect(stage(people)).toEqual({ kind: 'share', sharer: 'a', strip: ['a', 'b'], floatingSelf: true })
  })

  it('prefers the share of another to my own, and a pinned one to both', () => {
    const people = [{ ...me, isSharing: true }, person('a', { isSharing: true }), person('b', { isSharing: true })]
    expect(stage(people)).toMatchObject({ sharer: 'a' })
    expect(stage(people, { pinned: 'b' })).toMatchObject({ sharer: 'b' })
  })

  it('follows the last speaker, never me', () => {
    const people = [{ ...me, lastSpokeAt: 99 }, person('a', { lastSpokeAt: 1 }), person('b', { lastSpokeAt: 7 })]
    expect(stage(people, { mode: 'speaker' })).toEqual({ kind: 'speaker', main: 'b', strip: ['a'], floatingSelf: true })
  })

  it('keeps a pinned person in front whoever speaks', () => {
    const people = [me, person('a'), person('b', { lastSpokeAt: 7 })]
    expect(stage(people, { pinned: 'a' })).toMatchObject({ kind: 'speaker', main: 'a' })
  })

  it('forgets a pinned person who left', () => {
    expect(stage([me, person('a'), person('b')], { pinned: 'gone' })).toMatchObject({ kind: 'grid' })
  })

  it('pages fifty people and never shows a page that is not there', () => {
    const people = [me, ...Array.from({ length: 49 }, (_, i) => person(`p${i}`))]
    const last = stage(people, { page: 7, capacity: 12 })
    expect(last).toMatchObject({ kind: 'grid', pages: 5, page: 4, tiles: ['p47', 'p48'] })
  })
})
