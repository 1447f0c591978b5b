// The names features use for what the API sends; the shapes are generated.
import type { components } from './schema.draft'

type Schemas = components['schemas']

export type Person = Schemas['Person']
export type PersonView = Schemas['PersonView']
export type MeView = Schemas['MeView']
export type ProfileView = Schemas['ProfileView']
export type Industry = Schemas['Industry']
export type IndustryNode = Schemas['IndustryNode']
export type Place = Schemas['Place']
export type CoffeeChatRequestView = Schemas['CoffeeChatRequestView']
export type SuggestionView = Schemas['SuggestionView']
export type VideoCallView = Schemas['VideoCallView']
export type CallParticipant = Schemas['CallParticipant']
export type JoinView = Schemas['JoinView']
export type CallMessageView = Schemas['CallMessageView']
export type AttendanceEntry = Schemas['AttendanceEntry']
export type LobbyEntry = Schemas['LobbyEntry']
export type NotificationView = Schemas['NotificationView']
export type ConnectionView = Schemas['ConnectionView']
