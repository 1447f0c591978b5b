import { mount } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import CallVideo from './CallVideo.vue'

function picture(key: string) {
  return { key, attach: vi.fn(), detach: vi.fn() }
}

it('plays a picture once, however often the same one is handed in anew', async () => {
  const first = picture('camera')
  const tile = mount(CallVideo, { props: { source: first } })
  await nextTick()
  const same = Array.from({ length: 5 }, () => picture('camera'))
  for (const source of same) await tile.setProps({ source })
  expect(first.attach).toHaveBeenCalledTimes(1)
  expect(first.detach).not.toHaveBeenCalled()
  expect(same.map((source) => source.attach.mock.calls.length)).toEqual([0, 0, 0, 0, 0])
})

it('changes to another picture and lets go at its end', async () => {
  const [first, second] = [picture('one'), picture('two')]
  const tile = mount(CallVideo, { props: { source: first } })
  await nextTick()
  await tile.setProps({ source: second })
  expect([first.detach.mock.calls.length, second.attach.mock.calls.length]).toEqual([1, 1])
  tile.unmount()
  expect(second.detach).toHaveBeenCalledTimes(1)
})
