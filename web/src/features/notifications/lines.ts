// What a line of the bell says and where it leads.
import type { RouteLocationRaw } from 'vue-router'
import type { NotificationView } from '@/api/types'

type Translate = (key: string, values?: Record<string, unknown>) => string
type Line = Pick<NotificationView, 'kind'> & { data: Record<string, unknown> }

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** Whom a line is about, when it tells only the id. */
export function personToName(line: Line): string | null {
  return text(line.data.person_name) ? null : text(line.data.person_id)
}

/** The sentence of a line. A kind that this version does not know still says that something is there. */
export function lineText(line: Line, t: Translate, knownName?: string): string {
  const key = `notifications.kinds.${line.kind}`
  const name = text(line.data.person_name) ?? knownName ?? t('notifications.someone')
  const title = text(line.data.title) ?? t('notifications.aCall')
  const words = t(key, { name, title })
  return words === key ? t('notifications.kinds.other') : words
}

const TABS: Record<string, string> = {
  coffee_chat_accepted: 'accepted',
  coffee_chat_rescheduled: 'accepted',
  coffee_chat_countered: 'sent',
  coffee_chat_declined: 'completed',
  coffee_chat_expired: 'completed',
  coffee_chat_withdrawn: 'completed',
  coffee_chat_cancelled: 'completed',
  coffee_chat_completed: 'completed',
  coffee_chat_no_show: 'completed',
  coffee_chat_not_held: 'completed',
}

/** The page where one can act on it. */
export function lineTarget(line: Line): RouteLocationRaw {
  if (line.kind.startsWith('coffee_chat_')) return { name: 'chats', query: TABS[line.kind] ? { tab: TABS[line.kind] } : {} }
  const person = text(line.data.person_id)
  if (line.kind === 'wait_list_place' && person) return { name: 'person', params: { id: person } }
  if (line.kind.startsWith('connection_')) return { name: 'connections' }
  const call = text(line.data.video_call_id)
  return call ? { name: 'call', params: { id: call } } : { name: 'calls' }
}
