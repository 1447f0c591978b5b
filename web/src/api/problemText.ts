import { fromNow } from '@/time/relative'
import { Problem } from './problem'

type Translate = (key: string, values?: Record<string, unknown>) => string

/** One calm sentence for any failure: the server's own words where it gave some for people, ours otherwise. */
export function problemText(error: unknown, t: Translate): string {
  if (!(error instanceof Problem)) return t('common.error.detail')
  if (error.isOffline) return t('common.error.offlineDetail')
  if (error.status === 429) return t('common.error.tooMany', { when: fromNow(error.retryAfterSeconds ?? 60) })
  if (error.status >= 500) return t('common.error.server')
  return error.fields[0]?.detail ?? error.message
}
