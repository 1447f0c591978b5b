import { fileURLToPath, URL } from 'node:url'
import vueI18n from '@intlify/unplugin-vue-i18n/vite'
import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const server = process.env.HOMECOMING_SERVER ?? 'http://127.0.0.1:8080'
const catalogues = fileURLToPath(new URL('./src/i18n/en/**', import.meta.url))

export default defineConfig({
  plugins: [
    vue({ features: { optionsAPI: false } }),
    // Messages are compiled at build time, so the message compiler stays out of the bundle.
    vueI18n({ include: catalogues, runtimeOnly: true, dropMessageCompiler: true, fullInstall: false, strictMessage: false }),
    tailwindcss(),
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: {
    port: 5173,
    proxy: {
      '/api': { target: server, ws: true },
      '/rtc': { target: server, ws: true },
    },
  },
  build: {
    target: 'es2022',
    manifest: true,
    // Fonts and pictures stay files: the content security policy allows no data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.spec.ts'],
    // A fixed zone far from UTC, so that a forgotten zone argument shows.
    env: { TZ: 'America/St_Johns' },
  },
})
