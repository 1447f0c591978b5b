// Where a tooltip stands: beside its control, inside the window.

export type Side = 'top' | 'right' | 'bottom' | 'left'
interface Box {
  left: number
  top: number
  width: number
  height: number
}
interface Pane {
  innerWidth: number
  innerHeight: number
}

const GAP = 6
const EDGE = 8

/** CSS offsets for `position: fixed`. A tip that does not fit above or below goes to the other side. */
export function place(control: Box, tip: Box, side: Side, pane: Pane): { left: string; top: string } {
  const beside = side === 'left' || side === 'right'
  const x = beside ? besideX(control, tip, side) : control.left + (control.width - tip.width) / 2
  const y = beside ? control.top + (control.height - tip.height) / 2 : aboveOrBelow(control, tip, side, pane)
  return { left: `${clamp(x, pane.innerWidth - tip.width)}px`, top: `${clamp(y, pane.innerHeight - tip.height)}px` }
}

function besideX(control: Box, tip: Box, side: Side): number {
  return side === 'left' ? control.left - tip.width - GAP : control.left + control.width + GAP
}

function aboveOrBelow(control: Box, tip: Box, side: Side, pane: Pane): number {
  const above = control.top - tip.height - GAP
  const below = control.top + control.height + GAP
  if (side === 'top') return above >= EDGE ? above : below
  return below + tip.height <= pane.innerHeight - EDGE ? below : above
}

function clamp(value: number, most: number): number {
  return Math.max(EDGE, Math.min(value, most - EDGE))
}
