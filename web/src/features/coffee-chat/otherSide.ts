import type { CoffeeChatRequestView, Person } from '@/api/types'

/** The one on the other side of the request. */
export function other(request: Pick<CoffeeChatRequestView, 'my_side' | 'requester' | 'recipient'>): Person {
  return request.my_side === 'sent' ? request.recipient : request.requester
}
