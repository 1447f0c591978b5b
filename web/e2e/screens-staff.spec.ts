/** The screens of the team. */
import { test } from './support/stage'
import { look, press, type Screen } from './support/looking'
import { AMARA, DIEGO } from './support/members'

const SHORT_LIST = 'email,name,graduation_year\nnew@alumni.example,New Person,2012\nno-address,Nobody,2012\n'

const ADMIN: Screen[] = [
  { name: 'admin-people', path: '/admin' },
  { name: 'admin-suspend', path: '/admin', prepare: press('button', /^Suspend/) },
  { name: 'admin-import', path: '/admin?tab=import' },
  {
    name: 'admin-import-checked',
    path: '/admin?tab=import',
    prepare: async (page) => {
      await page.locator('input[type=file]').first().setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(SHORT_LIST) })
      await press('button', 'Check')(page)
      await page.getByRole('cell', { name: 'no-address' }).or(page.getByText('is not a mail address')).first().waitFor()
    },
  },
  { name: 'admin-reports', path: '/admin?tab=reports' },
  { name: 'admin-health', path: '/admin?tab=health' },
]

test('the team sees people, imports, reports and health', async ({ stage }) => {
  await stage.server.makeAdmin(AMARA)
  const diego = await stage.visit(DIEGO)
  const amara = await stage.visit(AMARA)
  await diego.api('POST', `/api/people/${amara.id}/report`, { reason: 'other', note: 'Please look at this.' })
  for (const screen of ADMIN) await look(amara, screen)
})
