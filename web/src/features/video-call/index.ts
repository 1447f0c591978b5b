/** The call room itself is not exported here: its page imports it, so that it loads on demand. */
export { default as ActiveCallBanner } from './ActiveCallBanner.vue'
export { default as CallList } from './CallList.vue'
export { default as CallRecord } from './CallRecord.vue'
export { default as ScheduleCall } from './ScheduleCall.vue'
export type { CallTab } from './callLists'
export { canEnter, isDue } from './callTimes'
