/** Looks at a screen at both ends of the widths and in both themes: keeps pictures, asks axe, and measures whether it fits. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { SCREENS, type Visitor } from './visitor'

const WIDTHS = { 1440: { width: 1440, height: 900 }, 360: { width: 360, height: 780 } }
const THEMES = ['light', 'dark'] as const

export interface Screen {
  name: string
  path: string
  /** What is done on the page before it is looked at. */
  prepare?: (page: Page) => Promise<void>
}

export const press = (role: 'button' | 'tab', name: string | RegExp) => async (page: Page) => {
  await page.getByRole(role, { name }).first().click()
}

/** The page has said what it has to say: no skeleton, no request under way. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator('h1').first()).toBeVisible()
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
  await page.waitForLoadState('networkidle')
}

/** Goes to a screen and looks at it. */
export async function look(visitor: Visitor, screen: Screen): Promise<void> {
  const { page } = visitor
  await page.setViewportSize(WIDTHS[1440])
  await page.goto(screen.path)
  await settled(page)
  await screen.prepare?.(page)
  await settled(page)
  await lookAround(visitor, screen.name, { isWhole: screen.prepare === undefined })
}

/** Looks at what is on the page now. */
export async function lookAround(visitor: Visitor, name: string, { isWhole = false } = {}): Promise<void> {
  const { page } = visitor
  await mkdir(SCREENS, { recursive: true })
  for (const [width, size] of Object.entries(WIDTHS)) {
    await page.setViewportSize(size)
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
      const shown = `${name}-${width}-${theme}`
      await page.screenshot({ path: join(SCREENS, `${shown}.png`), fullPage: isWhole, animations: 'disabled' })
      await visitor.expectAccessible(shown)
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      expect.soft(overflow, `${shown} is wider than its window`).toBeLessThanOrEqual(0)
    }
  }
  await page.setViewportSize(WIDTHS[1440])
}

/** Collects every host that the browser asks for anything. */
export function watchHosts(visitor: Visitor): Set<string> {
  const hosts = new Set<string>()
  visitor.context.on('request', (request) => {
    const { protocol, host } = new URL(request.url())
    if (protocol.startsWith('http')) hosts.add(host)
  })
  return hosts
}
