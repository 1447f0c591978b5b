import type { RoomPerson } from './callRoom'

export interface News {
  /** Key of the words under `call`. */
  kind: 'joined' | 'left' | 'raisedHand'
  name: string
}

/** In larger moves (a room that fills, a reconnect) single names are noise. */
const MOST_AT_ONCE = 3

type Known = Pick<RoomPerson, 'id' | 'name' | 'isLocal' | 'handRaisedAt'>

/** What is worth telling about the change from one list of people to the next. The first list is no news. */
export function presenceNews(before: Known[], now: Known[]): News[] {
  if (before.length === 0 || now.length === 0) return []
  const old = new Map(before.map((person) => [person.id, person]))
  const others = now.filter((person) => !person.isLocal)
  const stayed = new Set(now.map((person) => person.id))

  const joined = news('joined', others.filter((person) => !old.has(person.id)))
  const left = news('left', before.filter((person) => !stayed.has(person.id)))
  const raised = others.filter((person) => person.handRaisedAt !== null && old.get(person.id)?.handRaisedAt === null)
  return [joined, left].filter((group) => group.length <= MOST_AT_ONCE).flat().concat(news('raisedHand', raised))
}

function news(kind: News['kind'], people: Known[]): News[] {
  return people.map(({ name }) => ({ kind, name }))
}
