import { nextTick, watch } from 'vue'
import { createRouter, createWebHistory } from 'vue-router'
import { useSession } from '@/features/session/useSession'
import { language, t } from '@/i18n'
import { routes } from './routes'

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? undefined : { top: 0 }),
})

router.beforeEach(async (to) => {
  const session = useSession()
  await session.restore()
  if (session.me || to.meta.isPublic) return true
  return { name: 'sign-in', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
})

router.afterEach(async () => {
  await nextTick()
  nameWindow()
})
watch(language, nameWindow)

function nameWindow(): void {
  const { title } = router.currentRoute.value.meta
  if (title) document.title = t('shell.title', { page: t(title) })
}
