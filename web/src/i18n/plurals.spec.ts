/** Every message that changes with a count, said for none, one, two and many. */
import { beforeAll, expect, test } from 'vitest'
import { loadWords, speak, t } from '.'
import { LANGUAGES, type Language } from './languages'

const COUNTS = [0, 1, 2, 1234]

type Sentences = [none: string, one: string, two: string, many: string]

const SAID: Record<string, Record<Language, Sentences>> = {
  'admin.health.index.behind': {
    en: ['none waiting', '1 waiting', '2 waiting', '1,234 waiting'],
    de: ['keines wartet', '1 wartet', '2 warten', '1.234 warten'],
  },
  'admin.health.index.checked': {
    en: ['nobody looked at yet', '1 person looked at', '2 people looked at', '1,234 people looked at'],
    de: ['noch niemand verglichen', '1 Person verglichen', '2 Personen verglichen', '1.234 Personen verglichen'],
  },
  'admin.health.index.differences': {
    en: ['No difference', '1 difference, read anew', '2 differences, read anew', '1,234 differences, read anew'],
    de: ['Kein Unterschied', '1 Unterschied, neu gelesen', '2 Unterschiede, neu gelesen', '1.234 Unterschiede, neu gelesen'],
  },
  'admin.health.index.undecided': {
    en: ['none open', '1 left open', '2 left open', '1,234 left open'],
    de: ['keine offen', '1 offen geblieben', '2 offen geblieben', '1.234 offen geblieben'],
  },
  'admin.import.problems': {
    en: ['0 problems', '1 problem', '2 problems', '1,234 problems'],
    de: ['0 Fehler', '1 Fehler', '2 Fehler', '1.234 Fehler'],
  },
  'admin.import.run': {
    en: ['Import 0 people', 'Import 1 person', 'Import 2 people', 'Import 1,234 people'],
    de: ['0 Personen einlesen', '1 Person einlesen', '2 Personen einlesen', '1.234 Personen einlesen'],
  },
  'admin.insight.read': {
    en: ['0 read', '1 read', '2 read', '1,234 read'],
    de: ['0 gelesen', '1 gelesen', '2 gelesen', '1.234 gelesen'],
  },
  'admin.insight.waiting': {
    en: ['none waiting', '1 waiting', '2 waiting', '1,234 waiting'],
    de: ['keines wartet', '1 wartet', '2 warten', '1.234 warten'],
  },
  'admin.matching.ofPeople': {
    en: ['of nobody', 'of 1 person', 'of 2 people', 'of 1,234 people'],
    de: ['von niemandem', 'von 1 Person', 'von 2 Personen', 'von 1.234 Personen'],
  },
  'admin.matching.people': {
    en: ['nobody', '1 person', '2 people', '1,234 people'],
    de: ['niemand', '1 Person', '2 Personen', '1.234 Personen'],
  },
  'admin.matching.waiting': {
    en: ['No unanswered request', '1 unanswered request', '2 unanswered requests', '1,234 unanswered requests'],
    de: ['Keine offene Anfrage', '1 offene Anfrage', '2 offene Anfragen', '1.234 offene Anfragen'],
  },
  'call.door.andMore': {
    en: ['Amara, Diego and 0 more', 'Amara, Diego and 1 more', 'Amara, Diego and 2 more', 'Amara, Diego and 1,234 more'],
    de: ['Amara, Diego und 0 weitere', 'Amara, Diego und 1 weitere Person', 'Amara, Diego und 2 weitere', 'Amara, Diego und 1.234 weitere'],
  },
  'call.door.inside': {
    en: ['Amara, Diego are inside.', 'Amara, Diego is inside.', 'Amara, Diego are inside.', 'Amara, Diego are inside.'],
    de: ['Amara, Diego sind schon da.', 'Amara, Diego ist schon da.', 'Amara, Diego sind schon da.', 'Amara, Diego sind schon da.'],
  },
  'calls.audience.classes': {
    en: ['classes 1998', 'class 1998', 'classes 1998', 'classes 1998'],
    de: ['Jahrgänge 1998', 'Jahrgang 1998', 'Jahrgänge 1998', 'Jahrgänge 1998'],
  },
  'home.next.days': {
    en: ['days until you meet', 'day until you meet', 'days until you meet', 'days until you meet'],
    de: ['Tage, bis ihr euch seht', 'Tag, bis ihr euch seht', 'Tage, bis ihr euch seht', 'Tage, bis ihr euch seht'],
  },
  'home.next.hours': {
    en: ['hours until you meet', 'hour until you meet', 'hours until you meet', 'hours until you meet'],
    de: ['Stunden, bis ihr euch seht', 'Stunde, bis ihr euch seht', 'Stunden, bis ihr euch seht', 'Stunden, bis ihr euch seht'],
  },
  'home.waiting': {
    en: ['Nobody is waiting for you. A good day to meet somebody.', 'One person is waiting for your answer.', '2 people are waiting for your answer.', '1,234 people are waiting for your answer.'],
    de: ['Niemand wartet auf dich. Ein guter Tag, um jemanden kennenzulernen.', 'Eine Person wartet auf deine Antwort.', '2 Personen warten auf deine Antwort.', '1.234 Personen warten auf deine Antwort.'],
  },
  'people.count': {
    en: ['0 people, sorted by match', '1 person, sorted by match', '2 people, sorted by match', '1,234 people, sorted by match'],
    de: ['0 Personen, nach Übereinstimmung', '1 Person, nach Übereinstimmung', '2 Personen, nach Übereinstimmung', '1.234 Personen, nach Übereinstimmung'],
  },
  'profile.limitCount': {
    en: ['None', '1 chat', '2 chats', '1,234 chats'],
    de: ['Keine', '1 Gespräch', '2 Gespräche', '1.234 Gespräche'],
  },
  'profile.pauseFor': {
    en: ['For 0 weeks', 'For 1 week', 'For 2 weeks', 'For 1,234 weeks'],
    de: ['Für 0 Wochen', 'Für 1 Woche', 'Für 2 Wochen', 'Für 1.234 Wochen'],
  },
  'time.days': { en: ['0 days', '1 day', '2 days', '1,234 days'], de: ['0 Tage', '1 Tag', '2 Tage', '1.234 Tage'] },
  'time.hours': { en: ['0 hours', '1 hour', '2 hours', '1,234 hours'], de: ['0 Stunden', '1 Stunde', '2 Stunden', '1.234 Stunden'] },
  'time.minutes': { en: ['0 minutes', '1 minute', '2 minutes', '1,234 minutes'], de: ['0 Minuten', '1 Minute', '2 Minuten', '1.234 Minuten'] },
}

const slices = import.meta.glob<Record<string, unknown>>(['./{en,de}/*.ts', '!./*/base.ts'], { import: 'default', eager: true })

/** The keys of messages with more than one form, in any language. */
function counted(words: unknown, key: string): string[] {
  if (typeof words === 'string') return words.includes(' | ') ? [key] : []
  return Object.entries(words as object).flatMap(([part, inner]) => counted(inner, `${key}.${part}`))
}

beforeAll(() => loadWords('admin', 'call', 'calls', 'profile'))

test('every message with forms stands in the table', () => {
  const keys = Object.entries(slices).flatMap(([path, words]) => counted(words, path.replace(/^.*\/|\.ts$/g, '')))
  expect([...new Set(keys)].sort()).toEqual(Object.keys(SAID).sort())
})

const cases = LANGUAGES.flatMap((language) => Object.keys(SAID).map((key) => [language, key] as const))

test.each(cases)('none, one, two and many in %s: %s', async (language, key) => {
  await speak(language)
  expect(COUNTS.map((n) => t(key, { n, names: 'Amara, Diego', years: '1998' }, n))).toEqual(SAID[key]?.[language])
})
