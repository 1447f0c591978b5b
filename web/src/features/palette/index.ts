export { default as FindButton } from './FindButton.vue'
