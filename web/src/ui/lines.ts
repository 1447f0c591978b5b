/** Lines of text in a list, each once. */

const same = (a: string, b: string): boolean => a.trim().toLocaleLowerCase() === b.trim().toLocaleLowerCase()

export function isRoomIn(lines: readonly string[], most: number): boolean {
  return lines.length < most
}

/** The lines and one more, unless it says nothing, says the same as another, or there is no room. */
export function added(lines: readonly string[], typed: string, most: number): string[] {
  const line = typed.trim()
  const isNew = line !== '' && !lines.some((other) => same(other, line))
  return isNew && isRoomIn(lines, most) ? [...lines, line] : [...lines]
}

export function without(lines: readonly string[], line: string): string[] {
  return lines.filter((other) => other !== line)
}
