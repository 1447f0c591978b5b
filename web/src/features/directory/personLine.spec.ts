import { expect, test } from 'vitest'
import { t as words } from '@/i18n'
import { personLine } from './personLine'

const t = words as Parameters<typeof personLine>[1]
const line = (headline: string | null, company: string | null, year: number | null): string => personLine({ headline, company, graduation_year: year }, t)

test.each([
  ['Grid analyst', 'Nordstrom', 2011, 'Class of 2011 · Grid analyst at Nordstrom'],
  ['Founder, Surco Soil Labs', 'Surco Soil Labs', 2006, 'Class of 2006 · Founder, Surco Soil Labs'],
  [null, 'Tala', 2015, 'Class of 2015 · Tala'],
  ['Product lead', null, null, 'Product lead'],
  [null, null, null, ''],
])('%s, %s, %s', (headline, company, year, text) => {
  expect(line(headline, company, year)).toBe(text)
})
