export { default as ProfileSettings } from './ProfileSettings.vue'
export { editable, saveProfile, useProfile } from './queries'
