export { default as ProfileSettings } from './ProfileSettings.vue'
export { editable, pauseChats, saveProfile, useProfile } from './queries'
