import type en from '../en/home'
import type { Translation } from '../translation'

export default {
  morning: 'Guten Morgen, {name}',
  afternoon: 'Guten Tag, {name}',
  evening: 'Guten Abend, {name}',
  waiting: 'Niemand wartet auf dich. Ein guter Tag, um jemanden kennenzulernen. | Eine Person wartet auf deine Antwort. | {n} Personen warten auf deine Antwort.',
  next: {
    label: 'Dein nächster Anruf',
    none: 'Kein Anruf steht bevor',
    noneDetail: 'Lade jemanden zu einem Kaffeegespräch ein, dann steht es hier.',
    type: { coffee_chat: 'Kaffeegespräch mit', mentorship: 'Mentoring mit', group_meeting: 'Gruppentreffen', alumni_gathering: 'Ehemaligentreffen' },
    until: 'bis ihr euch seht',
    now: 'Jetzt',
    nowDetail: 'dein Anruf ist offen',
    days: 'Tag, bis ihr euch seht | Tage, bis ihr euch seht',
    hours: 'Stunde, bis ihr euch seht | Stunden, bis ihr euch seht',
    join: 'Teilnehmen',
    open: 'Öffnen',
  },
  requests: { title: 'Warten auf dich', empty: 'Nichts zu beantworten', emptyDetail: 'Neue Anfragen erscheinen hier von selbst.', all: 'Alle Gespräche' },
  meet: { title: 'Menschen zum Kennenlernen', empty: 'Noch keine Vorschläge', all: 'Mehr Menschen' },
  step: {
    add: 'Ergänzen',
    industry: { title: 'Sag, in welchem Bereich du arbeitest', detail: 'Daran hängt der größte Teil jeder Übereinstimmung.' },
    place: { title: 'Sag ungefähr, wo du wohnst', detail: 'Wie genau andere es sehen, bestimmst du. Menschen in deiner Nähe rücken dann nach oben.' },
    seeks: { title: 'Sag, was du suchst', detail: 'Zwei Zeilen genügen, damit andere wissen, wie sie dir helfen können.' },
    interests: { title: 'Nenne ein paar Interessen', detail: 'Was ihr gemeinsam habt, ist der leichteste Anfang.' },
  },
} satisfies Translation<typeof en>
