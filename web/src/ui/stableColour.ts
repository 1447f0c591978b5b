const PALETTE = ['#7a4f2c', '#275f7d', '#6d3f70', '#3d6b35', '#8a3c3c', '#3f4f8c', '#1f6a66', '#6a5a14'] as const

/** A colour that stays with the id for good; white text on it has at least 4.5:1. */
export function stableColour(id: string): string {
  // FNV-1a, then one more mixing step: ids made in a row differ in their last digits alone.
  let hash = 0x811c9dc5
  for (const character of id) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0
  return PALETTE[(mixed >>> 12) % PALETTE.length] ?? PALETTE[0]
}

/** First letters of the first and last word, as the script writes them. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter((word) => /\p{L}/u.test(word))
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words
  return ends.map((word) => [...(word?.match(/\p{L}/u) ?? [])][0] ?? '').join('').toLocaleUpperCase()
}
