/** Every key that a template or a script asks for is in the catalogue. */
import { expect, test } from 'vitest'

const sources = import.meta.glob<string>(['../**/*.{vue,ts}', '!../**/*.spec.ts'], { query: '?raw', import: 'default', eager: true })
const slices = import.meta.glob<Record<string, unknown>>('./en/*.ts', { import: 'default', eager: true })

const catalogue = Object.fromEntries(Object.entries(slices).map(([path, words]) => [path.replace(/^.*\/|\.ts$/g, ''), words]))

function lookUp(key: string): unknown {
  return key.split('.').reduce<unknown>((words, part) => (words as Record<string, unknown> | undefined)?.[part], catalogue)
}

const literal = /\b\$?t\(\s*'([a-z][\w-]*(?:\.[\w-]+)+)'/g
const used = Object.entries(sources).flatMap(([path, source]) => [...source.matchAll(literal)].map((match) => [match[1] ?? '', path] as const))

test('finds keys at all', () => {
  expect(used.length).toBeGreaterThan(100)
})

test.each(used)('%s, used in %s, has words', (key) => {
  expect(lookUp(key)).toBeTypeOf('string')
})
