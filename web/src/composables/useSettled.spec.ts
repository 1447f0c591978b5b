import { effectScope, nextTick, ref } from 'vue'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useSettled } from './useSettled'

const AFTER_MS = 8000
const scope = effectScope()

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

async function pass(milliseconds: number): Promise<void> {
  await nextTick()
  await vi.advanceTimersByTimeAsync(milliseconds)
}

test('what lasts is shown, and goes once the opposite lasts', async () => {
  const now = ref(false)
  const settled = scope.run(() => useSettled(() => now.value, AFTER_MS))
  now.value = true
  await pass(AFTER_MS - 1)
  expect(settled?.value).toBe(false)
  await pass(1)
  expect(settled?.value).toBe(true)
  now.value = false
  await pass(AFTER_MS)
  expect(settled?.value).toBe(false)
})

test('what flickers is not shown', async () => {
  const now = ref(false)
  const settled = scope.run(() => useSettled(() => now.value, AFTER_MS))
  for (let turn = 0; turn < 6; turn++) {
    now.value = !now.value
    await pass(AFTER_MS / 2)
    expect(settled?.value).toBe(false)
  }
})
