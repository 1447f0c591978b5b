// Every page of the app, each loaded when first opened.
import type { RouteRecordRaw } from 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    /** Catalogue key of the page's title. */
    title: string
    /** Open to people who are not signed in. */
    isPublic?: boolean
    /** Without rail and bars: the page has the whole window. */
    isBare?: boolean
    isForStaff?: boolean
  }
}

export const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('./pages/Home/Index.vue'), meta: { title: 'shell.home' } },
  { path: '/calls', name: 'calls', component: () => import('./pages/VideoCall/Index.vue'), meta: { title: 'shell.calls' } },
  { path: '/calls/:id', name: 'call', component: () => import('./pages/VideoCall/Room.vue'), props: true, meta: { title: 'shell.calls', isBare: true } },
  { path: '/calls/:id/record', name: 'call-record', component: () => import('./pages/VideoCall/Record.vue'), props: true, meta: { title: 'shell.calls' } },
  { path: '/sign-in', name: 'sign-in', component: () => import('./pages/SignIn/Index.vue'), meta: { title: 'session.title', isPublic: true, isBare: true } },
  { path: '/:path(.*)*', name: 'lost', component: () => import('./pages/Lost/Index.vue'), meta: { title: 'common.error.notFound' } },
]
