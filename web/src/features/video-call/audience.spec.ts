import { beforeAll, describe, expect, it } from 'vitest'
import { loadWords, t as words } from '@/i18n'
import { audienceOf, audienceText, comesAsAudience, isReady, joinsMuted, noAudience, readYears } from './audience'

beforeAll(() => loadWords('calls'))
const t = words as Parameters<typeof audienceText>[1]
const some = (fields: object) => ({ ...noAudience(), whom: 'some' as const, ...fields })

describe('class years', () => {
  it('are read singly and as ranges, each once and in order', () => {
    expect(readYears('2010, 1998-2000; 1999 – 2001')).toEqual([1998, 1999, 2000, 2001, 2010])
    expect(readYears('  ')).toEqual([])
  })

  it.each(['98', '2001-1998', '1998 to 2001', '1000-2000', 'soon'])('cannot be read from %s', (text) => {
    expect(readYears(text)).toBeNull()
  })
})

describe('the audience of a form', () => {
  it('is nobody beside those invited until one says otherwise', () => {
    expect(audienceOf(noAudience())).toBeUndefined()
    expect(audienceOf({ ...noAudience(), whom: 'everyone', years: '1999' })).toEqual({ everyone: true })
  })

  it('names what was chosen', () => {
    const form = some({ years: '1999', industries: [{ id: 'energy', label: 'Energy' }], places: [{ id: 'DE', label: 'Germany' }] })
    expect(audienceOf(form)).toEqual({ graduation_years: [1999], industry_codes: ['energy'], place_codes: ['DE'] })
  })

  it('is not ready while it names nobody or cannot be read', () => {
    expect(isReady(some({}))).toBe(false)
    expect(isReady(some({ years: 'soon', places: [{ id: 'DE', label: 'Germany' }] }))).toBe(false)
    expect(isReady(some({ years: '1999' }))).toBe(true)
    expect(isReady(noAudience())).toBe(true)
  })
})

describe('in words', () => {
  const audience = { everyone: false, graduation_years: [], industries: [], places: [] }

  it('says whom a gathering is open to', () => {
    expect(audienceText({ ...audience, everyone: true }, t, 'en')).toBe('Open to every member')
    const narrow = {
      ...audience,
      graduation_years: [1998, 1999, 2000, 2010],
      industries: [{ code: 'energy', label: 'Energy' }, { code: 'law', label: 'Law' }],
      places: [{ code: 'DE', label: 'Germany' }],
    }
    expect(audienceText(narrow, t, 'en')).toBe('Open to classes 1998–2000, 2010 · Energy or Law · Germany')
    expect(audienceText({ ...audience, graduation_years: [1999] }, t, 'en')).toBe('Open to class 1999')
  })
})

describe('somebody of the audience', () => {
  const call = { type: 'alumni_gathering', audience: { everyone: true }, my_role: 'participant', participants: [] } as never

  it('may come without standing on the list', () => {
    expect(comesAsAudience(call, 'me')).toBe(true)
    expect(comesAsAudience({ ...(call as object), audience: null } as never, 'me')).toBe(false)
    expect(comesAsAudience({ ...(call as object), participants: [{ person: { id: 'me' } }] } as never, 'me')).toBe(false)
  })

  it('comes in unheard, its host does not', () => {
    expect(joinsMuted(call)).toBe(true)
    expect(joinsMuted({ type: 'alumni_gathering', my_role: 'host' })).toBe(false)
    expect(joinsMuted({ type: 'group_meeting', my_role: 'participant' })).toBe(false)
  })
})
