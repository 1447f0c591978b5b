/** The catalogue is whole: every key that is asked for has words, and every language says the same things. */
import { describe, expect, test } from 'vitest'
import { LANGUAGES } from './languages'

const sources = import.meta.glob<string>(['../**/*.{vue,ts}', '!../**/*.spec.ts'], { query: '?raw', import: 'default', eager: true })
const slices = import.meta.glob<Record<string, unknown>>(['./{en,de}/*.ts', '!./*/base.ts'], { import: 'default', eager: true })

/** Every message of a language by its key; a list of messages counts each entry. */
function messagesOf(language: string): Map<string, string> {
  const messages = new Map<string, string>()
  const gather = (words: unknown, key: string): void => {
    if (typeof words === 'string') messages.set(key, words)
    else for (const [part, inner] of Object.entries(words as object)) gather(inner, `${key}.${part}`)
  }
  for (const [path, words] of Object.entries(slices)) {
    const [, folder, slice] = /^\.\/(\w+)\/([\w-]+)\.ts$/.exec(path) ?? []
    if (folder === language) gather(words, slice ?? '')
  }
  return messages
}

const english = messagesOf('en')
const literal = /\b\$?t\(\s*'([a-z][\w-]*(?:\.[\w-]+)+)'/g
const used = Object.entries(sources).flatMap(([path, source]) => [...source.matchAll(literal)].map((match) => [match[1] ?? '', path] as const))

test('finds keys at all', () => {
  expect(used.length).toBeGreaterThan(100)
})

test.each(used)('%s, used in %s, has words', (key) => {
  expect(english.get(key)).toBeTypeOf('string')
})

const placeholders = (message: string): string[] => [...new Set(message.match(/\{\w+\}/g))].sort()
const forms = (message: string): string[] => message.split(' | ')

describe.each(LANGUAGES.filter((language) => language !== 'en'))('%s', (language) => {
  const messages = messagesOf(language)

  test('has a word for every English one and none besides', () => {
    expect([...messages.keys()].sort()).toEqual([...english.keys()].sort())
  })

  const unlike = (isUnlike: (message: string, original: string) => boolean): string[] =>
    [...messages].filter(([key, message]) => isUnlike(message, english.get(key) ?? '')).map(([key, message]) => `${key}: ${message}`)

  test('puts in the same values', () => {
    expect(unlike((message, original) => placeholders(message).join() !== placeholders(original).join())).toEqual([])
  })

  test('tells one from many where English does', () => {
    expect(unlike((message, original) => forms(message).length === 1 && forms(original).length > 1)).toEqual([])
  })

  test('says something where English does', () => {
    expect(unlike((message, original) => (message === '') !== (original === ''))).toEqual([])
  })
})

test.each(LANGUAGES)('%s stays calm and tidy', (language) => {
  const messages = [...messagesOf(language)]
  expect(messages.filter(([, message]) => /!| {2}|^\s|\s$/.test(message))).toEqual([])
})
