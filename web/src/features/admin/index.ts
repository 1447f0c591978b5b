export { default as AdminPanels } from './AdminPanels.vue'
