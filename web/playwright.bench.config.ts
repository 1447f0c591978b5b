import { defineConfig } from '@playwright/test'

/** Measurements in a real browser; by hand, never in CI. */
export default defineConfig({
  testDir: 'bench',
  testMatch: '**/*.bench.ts',
  outputDir: 'test-results/bench',
  workers: 1,
  timeout: 240_000,
  reporter: [['list']],
})
