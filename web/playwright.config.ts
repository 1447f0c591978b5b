import { defineConfig } from '@playwright/test'

/** Real browsers against the real binary; pictures of every screen are kept under test-results/screens. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/runs',
  // Calls are heavy: several browsers encode and decode at once.
  workers: 1,
  // A machine that CI shares may stall for a moment; a story that fails twice is broken.
  retries: process.env.CI ? 1 : 0,
  timeout: 240_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
})
