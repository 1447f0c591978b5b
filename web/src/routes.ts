// Every page of the app, each loaded when first opened.
import type { RouteRecordRaw } from 'vue-router'
import { withWords } from './i18n'

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
  { path: '/people', name: 'people', component: () => import('./pages/People/Index.vue'), meta: { title: 'shell.people' } },
  { path: '/people/help', name: 'help', component: () => import('./pages/People/Index.vue'), meta: { title: 'people.tabs.help' } },
  { path: '/people/directory', name: 'directory', component: () => import('./pages/People/Index.vue'), meta: { title: 'shell.people' } },
  { path: '/people/connections', name: 'connections', component: () => import('./pages/People/Connections.vue'), meta: { title: 'people.connections.title' } },
  { path: '/people/:id', name: 'person', component: () => import('./pages/People/Person.vue'), props: true, meta: { title: 'shell.people' } },
  { path: '/chats', name: 'chats', component: () => import('./pages/CoffeeChat/Index.vue'), meta: { title: 'shell.chats' } },
  { path: '/profile', name: 'profile', component: withWords(['profile'], () => import('./pages/Profile/Index.vue')), meta: { title: 'shell.profile' } },
  { path: '/admin', name: 'admin', component: withWords(['admin'], () => import('./pages/Admin/Index.vue')), meta: { title: 'shell.admin', isForStaff: true } },
  { path: '/calls', name: 'calls', component: withWords(['calls'], () => import('./pages/VideoCall/Index.vue')), meta: { title: 'shell.calls' } },
  { path: '/calls/:id', name: 'call', component: withWords(['call', 'calls', 'devices'], () => import('./pages/VideoCall/Room.vue')), props: true, meta: { title: 'shell.calls', isBare: true } },
  { path: '/calls/:id/record', name: 'call-record', component: withWords(['call', 'calls'], () => import('./pages/VideoCall/Record.vue')), props: true, meta: { title: 'shell.calls' } },
  { path: '/sign-in', name: 'sign-in', component: () => import('./pages/SignIn/Index.vue'), meta: { title: 'session.title', isPublic: true, isBare: true } },
  { path: '/forgot-password', name: 'forgot-password', component: () => import('./pages/SignIn/Forgot.vue'), meta: { title: 'session.forgotTitle', isPublic: true, isBare: true } },
  { path: '/reset-password', name: 'reset-password', component: () => import('./pages/SignIn/NewPassword.vue'), props: { kind: 'reset' }, meta: { title: 'session.resetTitle', isPublic: true, isBare: true } },
  { path: '/activate', name: 'activate', component: () => import('./pages/SignIn/NewPassword.vue'), props: { kind: 'activation' }, meta: { title: 'session.activateTitle', isPublic: true, isBare: true } },
  { path: '/:path(.*)*', name: 'lost', component: () => import('./pages/Lost/Index.vue'), meta: { title: 'common.error.notFound' } },
]
