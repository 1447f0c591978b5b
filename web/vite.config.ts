import { fileURLToPath, URL } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const server = process.env.HOMECOMING_SERVER ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [
    vue({ features: { optionsAPI: false } }),
    tailwindcss(),
  ],
  resolve: {
    alias: {
      '@': fileURLToPath(new URL('./src', import.meta.url)),
      // Without the message compiler; src/i18n/compile.ts stands in for it.
      'vue-i18n': 'vue-i18n/dist/vue-i18n.runtime.mjs',
    },
  },
  define: {
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
    __INTLIFY_DROP_MESSAGE_COMPILER__: true,
  },
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
