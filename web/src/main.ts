import { PiniaColada } from '@pinia/colada'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { i18n, speak } from './i18n'
import { usualLanguage } from './i18n/languages'
import { router } from './router'
import './style.css'
import { applyTheme } from './ui/theme'

applyTheme()

const app = createApp(App)
  .use(createPinia())
  // Changes arrive over the live connection; a minute is only the safety net.
  .use(PiniaColada, { queryOptions: { staleTime: 60_000, refetchOnWindowFocus: true } })
  .use(i18n)

// A language that does not arrive leaves the page in English, which is here. No top-level await: it would keep the
// bundler from taking chunks apart.
void speak(usualLanguage())
  .catch(console.error)
  .then(() => app.use(router).mount('#app'))
