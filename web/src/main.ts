import { PiniaColada } from '@pinia/colada'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { i18n } from './i18n'
import { router } from './router'
import './style.css'
import { applyTheme } from './ui/theme'

applyTheme()

createApp(App)
  .use(createPinia())
  // Changes arrive over the live connection; a minute is only the safety net.
  .use(PiniaColada, { queryOptions: { staleTime: 60_000, refetchOnWindowFocus: true } })
  .use(i18n)
  .use(router)
  .mount('#app')
