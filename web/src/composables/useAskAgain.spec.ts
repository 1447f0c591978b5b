import { effectScope, nextTick, shallowRef } from 'vue'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { useAskAgain } from './useAskAgain'

interface Answer {
  isUnfinished: boolean
}

function asking(first?: Answer) {
  const data = shallowRef(first)
  const refetch = vi.fn()
  const scope = effectScope()
  scope.run(() => useAskAgain({ data, refetch }, (answer) => answer.isUnfinished))
  return { data, refetch, scope }
}

describe('asking again', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('goes on until an answer is whole', async () => {
    const { data, refetch } = asking()
    vi.runAllTimers()
    expect(refetch).not.toHaveBeenCalled()
    data.value = { isUnfinished: true }
    await nextTick()
    vi.runAllTimers()
    expect(refetch).toHaveBeenCalledTimes(1)
    data.value = { isUnfinished: true }
    await nextTick()
    vi.runAllTimers()
    expect(refetch).toHaveBeenCalledTimes(2)
    data.value = { isUnfinished: false }
    await nextTick()
    vi.runAllTimers()
    expect(refetch).toHaveBeenCalledTimes(2)
  })

  test('ends when the page is left', () => {
    const { refetch, scope } = asking({ isUnfinished: true })
    scope.stop()
    vi.runAllTimers()
    expect(refetch).not.toHaveBeenCalled()
  })
})
