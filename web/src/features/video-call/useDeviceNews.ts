import { watch } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Devices } from '@/features/devices'
import { announce } from '@/ui/announce'

/** Tells when a device goes or comes back by itself, and, inside the call, why one does not start. */
export function useDeviceNews(devices: Devices, isInside: () => boolean): void {
  const { t } = useI18n()

  watch(devices.notice, (notice) => {
    if (!notice) return
    const { kind, device, label } = notice
    const key = kind === 'lost' && !label ? 'devices.lostDefault' : `devices.${kind}`
    announce(t(key, { device: t(`devices.${device}`), label }))
  })
  for (const kind of ['camera', 'microphone'] as const) {
    watch(
      () => devices.problems.value[kind],
      (problem) => {
        if (problem && isInside()) announce(t(`devices.problem.${problem}`, { device: t(`devices.the.${kind}`) }), { tone: 'danger' })
      },
    )
  }
}
