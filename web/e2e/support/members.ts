/** The people of the tests: they share enough to be matched, and each has a likeness of their own. */
import { BLUE, GREEN, RED, YELLOW, type Likeness } from './media'

export interface Member {
  name: string
  email: string
  password: string
  likeness: Likeness
  year: number
  company: string
  city: string
  country: string
  timeZone: string
  seeks: string[]
  offers: string[]
}

export const AMARA = member('Amara Okafor', RED, 2011, 'Nordstrom Energi', 'Berlin', 'DE', 'Europe/Berlin', ['Moving from consulting into grid planning'], ['Raising a first round for a climate company'])
export const DIEGO = member('Diego Marín', GREEN, 2006, 'Surco Soil Labs', 'Berlin', 'DE', 'Europe/Berlin', ['Raising a first round for my company'], ['First steps in grid planning'])
export const HANA = member('Hana Sato', BLUE, 2013, 'Kyushu Grid', 'Hamburg', 'DE', 'Europe/Berlin', ['Others who moved abroad'], ['Grid planning from the inside'])
export const TOM = member('Tom Bianchi', YELLOW, 2009, 'Adria Wind', 'Munich', 'DE', 'Europe/Berlin', [], [])
/** Who helps where the others already have a chat with Amara. */
export const IDA = member('Ida Holm', YELLOW, 2010, 'Fjord Kraft', 'Oslo', 'NO', 'Europe/Oslo', ['Raising a first round'], ['How to move from consulting into grid planning'])

function member(
  name: string, likeness: Likeness, year: number, company: string, city: string, country: string, timeZone: string, seeks: string[], offers: string[],
): Member {
  const email = `${name.split(' ')[0]?.toLowerCase()}@alumni.example`
  return { name, email, password: `${name} likes long walks`, likeness, year, company, city, country, timeZone, seeks, offers }
}

const HEADER = [
  'email', 'name', 'graduation_year', 'headline', 'company', 'industry', 'city', 'country', 'time_zone', 'interests', 'seeks', 'offers', 'open_to_chats', 'password',
]

/** The members as `homecoming import people` takes them. */
export function csvOf(members: Member[]): string {
  const rows = members.map((each) => [
    each.email, each.name, each.year, 'Works on clean power', each.company, 'energy', each.city, each.country, each.timeZone, 'climbing;grid policy', each.seeks.join(';'), each.offers.join(';'), 'yes', each.password,
  ])
  return [HEADER, ...rows].map((row) => row.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(',')).join('\n') + '\n'
}
