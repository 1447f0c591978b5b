import { defineConfig } from '@playwright/test'

/** Real browsers against the real binary; pictures of every screen are kept under test-results/screens. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/runs',
  // Calls are heavy: several browsers encode and decode at once.
  workers: 1,
  timeout: 240_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
})
