// The names features use for what the API sends; the shapes are generated.
import type { components } from './schema.gen'

type Schemas = components['schemas']

export type Person = Schemas['Person']
export type PersonView = Schemas['PersonView']
export type Room = Schemas['RoomView']
export type MeView = Schemas['MeView']
export type ProfileView = Schemas['ProfileView']
export type Industry = Schemas['Industry']
export type IndustryNode = Schemas['IndustryNode']
export type Place = Schemas['PlaceView']
export type CoffeeChatRequestView = Schemas['CoffeeChatRequestView']
export type SuggestionView = Schemas['SuggestionView']
export type AiMatchView = Schemas['AiMatchView']
export type DismissalReason = Schemas['DismissalReason']
export type VideoCallView = Schemas['VideoCallView']
export type NewAudience = Schemas['Audience']
export type CallParticipant = Schemas['CallParticipantView']
export type JoinView = Schemas['JoinView']
export type CallMessageView = Schemas['CallMessageView']
export type Attendance = Schemas['AttendanceView']
export type LobbyEntry = Schemas['KnockView']
export type NotificationView = Schemas['NotificationView']
export type ConnectionView = Schemas['ConnectionView']
/** A whole profile to be saved: the server would leave alone what is left out, a form leaves out nothing. */
export type UpdateProfile = Required<{
  [Field in Exclude<keyof Schemas['UpdateProfile'], 'past_industry_codes' | 'wanted_industry_codes' | 'suggests_connections'>]: Field extends Nullable
    ? NonNullable<Schemas['UpdateProfile'][Field]> | null
    : NonNullable<Schemas['UpdateProfile'][Field]>
}>
type Nullable = 'graduation_year' | 'industry_code' | 'place_id' | 'time_zone' | 'open_to_chats' | 'paused_until'
export type PlacePrecision = ProfileView['place_precision']
export type Visibility = ProfileView['visibility']
export type SessionView = Schemas['SessionView']
export type TokenView = Schemas['ApiTokenView']
export type ChatType = CoffeeChatRequestView['type']
export type ChatStatus = CoffeeChatRequestView['status']
export type ImportReport = Schemas['ImportReportView']
export type AdminPersonView = Schemas['AdminPersonView']
export type ReportView = Schemas['ReportView']
export type FairnessView = Schemas['FairnessView']
export type FairnessGroup = Schemas['FairnessGroupView']
export type WhyNotShown = Schemas['WhyNotShownView']
export type HealthReport = Schemas['HealthView']
export type IndexHealth = Schemas['IndexHealthView']
