import type { Person } from '@/api/types'

type Translate = (key: string, values?: Record<string, unknown>) => string
type Facts = Pick<Person, 'headline' | 'company' | 'graduation_year'>

/** Class of 2011 · Grid analyst at Nordstrom Energi; leaves out what is not known or said twice. */
export function personLine(person: Facts, t: Translate): string {
  const { headline, company, graduation_year: year } = person
  const isSaidAlready = headline && company && headline.toLowerCase().includes(company.toLowerCase())
  const role = headline && company && !isSaidAlready ? t('people.roleAt', { role: headline, company }) : headline || company
  return [year && t('people.classOf', { year }), role].filter(Boolean).join(' · ')
}
