// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { isTypingAt, shortcutFor, SHORTCUTS, type KeyPress } from './shortcuts'

function press(key: string, extra: Partial<KeyPress> = {}): KeyPress {
  return { key, ctrlKey: false, metaKey: false, altKey: false, repeat: false, isTyping: false, ...extra }
}

describe('shortcutFor', () => {
  it.each([
    ['m', 'microphone'],
    ['V', 'camera'],
    ['s', 'share'],
    ['h', 'hand'],
    ['c', 'chat'],
    ['p', 'people'],
    ['?', 'help'],
  ])('%s asks for %s', (key, action) => {
    expect(shortcutFor(press(key), true)).toBe(action)
  })

  it('has one action a key', () => {
    expect(new Set(SHORTCUTS.map(({ key }) => key)).size).toBe(SHORTCUTS.length)
    expect(new Set(SHORTCUTS.map(({ action }) => action)).size).toBe(SHORTCUTS.length)
  })

  it.each([{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { repeat: true }, { isTyping: true }])(
    'leaves the key alone with %o',
    (extra) => {
      expect(shortcutFor(press('m', extra), true)).toBeNull()
    },
  )

  it('is silent when turned off', () => {
    expect(SHORTCUTS.map(({ key }) => shortcutFor(press(key), false))).toEqual(SHORTCUTS.map(() => null))
  })
})

describe('isTypingAt', () => {
  it('knows where letters are text', () => {
    document.body.innerHTML = '<textarea></textarea><button></button><div role="menu"><button id="item"></button></div>'
    expect(isTypingAt(document.querySelector('textarea'))).toBe(true)
    expect(isTypingAt(document.querySelector('#item'))).toBe(true)
    expect(isTypingAt(document.querySelector('body > button'))).toBe(false)
    expect(isTypingAt(null)).toBe(false)
  })
})
