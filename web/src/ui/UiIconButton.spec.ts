import { expect, test, vi } from 'vitest'
import { createApp, h } from 'vue'
import UiIconButton from './UiIconButton.vue'

test('hears clicks and takes what its page says of it', () => {
  const clicked = vi.fn()
  const page = document.createElement('main')
  createApp(() => h(UiIconButton, { label: 'Next', onClick: clicked, disabled: false, class: 'self-start' }, () => '>')).mount(page)
  const button = page.querySelector('button')
  button?.click()
  expect(clicked).toHaveBeenCalledOnce()
  expect(button?.getAttribute('aria-label')).toBe('Next')
  expect(button?.classList).toContain('self-start')
})
