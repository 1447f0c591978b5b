/** Decides who is shown where in a call: pure geometry and order, no DOM. */

export interface Size {
  width: number
  height: number
}

export interface GridLayout {
  columns: number
  rows: number
  /** Size of one tile in CSS pixels, gaps already taken off. */
  tile: Size
}

/** How a person wants the stage arranged while nobody shares a screen. */
export type ViewMode = 'grid' | 'speaker'

export interface LayoutPerson {
  id: string
  isLocal: boolean
  isSharing: boolean
  /** Milliseconds on any steady clock; 0 for never. */
  lastSpokeAt: number
}

export type Stage =
  | { kind: 'grid'; tiles: string[]; pages: number; page: number; floatingSelf: boolean }
  | { kind: 'speaker'; main: string; strip: string[]; floatingSelf: boolean }
  | { kind: 'share'; sharer: string; strip: string[]; floatingSelf: boolean }

export const TILE_GAP = 12
const SMALLEST_TILE: Size = { width: 150, height: 96 }
const FACE_RATIO = 4 / 3
const MOST_ON_A_PAGE = 25

/**
 * The grid in which a face can be largest: of all column counts, the one whose cell holds the
 * biggest 4:3 picture. Fewer columns win a tie.
 */
export function gridLayout(count: number, area: Size, gap = TILE_GAP): GridLayout {
  let best: GridLayout | undefined
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const candidate = gridWith(columns, Math.max(1, count), area, gap)
    if (!best || faceArea(candidate.tile) > faceArea(best.tile)) best = candidate
  }
  return best ?? gridWith(1, 1, area, gap)
}

function gridWith(columns: number, count: number, area: Size, gap: number): GridLayout {
  const rows = Math.ceil(count / columns)
  const width = Math.max(0, Math.floor((area.width - gap * (columns - 1)) / columns))
  const height = Math.max(0, Math.floor((area.height - gap * (rows - 1)) / rows))
  return { columns, rows, tile: { width, height } }
}

function faceArea({ width, height }: Size): number {
  const side = Math.min(width, height * FACE_RATIO)
  return (side * side) / FACE_RATIO
}

/** How many people fit on one page before tiles become too small to read a face. */
export function pageCapacity(area: Size, gap = TILE_GAP): number {
  const columns = Math.floor((area.width + gap) / (SMALLEST_TILE.width + gap))
  const rows = Math.floor((area.height + gap) / (SMALLEST_TILE.height + gap))
  return Math.min(MOST_ON_A_PAGE, Math.max(1, columns) * Math.max(1, rows))
}

/**
 * Keeps everybody where they were, adds newcomers at the end, and brings a person who speaks on a
 * later page to the first one, in the place of whoever there has been silent longest.
 */
export function settleOrder(previous: string[], people: LayoutPerson[], firstPage: number): string[] {
  const present = new Map(people.map((person) => [person.id, person]))
  const order = previous.filter((id) => present.has(id))
  for (const person of people) if (!order.includes(person.id)) order.push(person.id)
  const spokeAt = (id: string) => present.get(id)?.lastSpokeAt ?? 0

  for (const speaker of order.slice(firstPage).filter((id) => spokeAt(id) > 0)) {
    const onFirstPage = order.slice(0, firstPage)
    const quietest = onFirstPage.reduce((a, b) => (spokeAt(b) < spokeAt(a) ? b : a), onFirstPage[0] ?? '')
    if (spokeAt(quietest) < spokeAt(speaker)) swap(order, quietest, speaker)
  }
  return order
}

function swap(order: string[], a: string, b: string): void {
  const [at, other] = [order.indexOf(a), order.indexOf(b)]
  order[at] = b
  order[other] = a
}

export interface StageRequest {
  people: LayoutPerson[]
  /** Ids in the order `settleOrder` gave. */
  order: string[]
  mode: ViewMode
  /** The person the viewer has put in front, if any. */
  pinned: string | null
  page: number
  capacity: number
}

/** Chooses the stage. A shared screen comes first, then a pinned person, then the viewer's mode. */
export function chooseStage({ people, order, mode, pinned, page, capacity }: StageRequest): Stage {
  const others = order.filter((id) => people.some((person) => person.id === id && !person.isLocal))
  const self = people.find((person) => person.isLocal)?.id
  const sharer = pickSharer(people, pinned)
  const floatingSelf = self !== undefined && others.length > 0

  if (sharer) return { kind: 'share', sharer, strip: others, floatingSelf }
  const inFront = others.find((id) => id === pinned) ?? (mode === 'speaker' ? lastSpeaker(people, others) : undefined)
  if (inFront && others.length > 1) {
    return { kind: 'speaker', main: inFront, strip: others.filter((id) => id !== inFront), floatingSelf }
  }

  const selfFloats = others.length === 1 && self !== undefined
  const shown = selfFloats ? others : order.filter((id) => people.some((person) => person.id === id))
  const pages = Math.max(1, Math.ceil(shown.length / capacity))
  const current = Math.min(Math.max(0, page), pages - 1)
  const tiles = shown.slice(current * capacity, (current + 1) * capacity)
  return { kind: 'grid', tiles, pages, page: current, floatingSelf: selfFloats }
}

function pickSharer(people: LayoutPerson[], pinned: string | null): string | undefined {
  const sharing = people.filter((person) => person.isSharing)
  const preferred = sharing.find((person) => person.id === pinned) ?? sharing.find((person) => !person.isLocal)
  return (preferred ?? sharing[0])?.id
}

function lastSpeaker(people: LayoutPerson[], others: string[]): string | undefined {
  const spokeAt = new Map(people.map((person) => [person.id, person.lastSpokeAt]))
  return others.reduce<string | undefined>(
    (latest, id) => (latest === undefined || (spokeAt.get(id) ?? 0) > (spokeAt.get(latest) ?? 0) ? id : latest),
    undefined,
  )
}
