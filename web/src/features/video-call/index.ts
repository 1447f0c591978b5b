/** The call room itself is not exported here: its page imports it, so that it loads on demand. */
export { default as ActiveCallBanner } from './ActiveCallBanner.vue'
