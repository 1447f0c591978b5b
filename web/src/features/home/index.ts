export { greeting } from './greeting'
export { default as NextCall } from './NextCall.vue'
export { default as PeopleToMeet } from './PeopleToMeet.vue'
export { default as WaitingForYou } from './WaitingForYou.vue'
