// Types of the contract until the server's OpenAPI document takes over (`npm run gen`); same shape as schema.gen.ts.

type Body<T> = { content: { 'application/json': T } }
type Ok<T> = { 200: Body<T> }
type Created<T> = { 201: Body<T> }
type NoContent = { 204: { content?: never } }
type Operation<Responses, Parameters = object, Request = never> = {
  parameters: Parameters
  responses: Responses
} & ([Request] extends [never] ? object : { requestBody: Body<Request> })
type ById = { path: { id: string } }
type ByPerson = { path: { id: string; person_id: string } }
type Versioned = { header?: { 'If-Match'?: string } }

export interface Page<T> {
  items: T[]
  next_cursor: string | null
}
export interface Industry {
  code: string
  label: string
}
export interface IndustryNode extends Industry {
  children: IndustryNode[]
}
export interface Place {
  id: string
  label: string
  country: string
  time_zone?: string
}
export interface Person {
  id: string
  name: string
  avatar_url: string | null
  headline: string | null
  company: string | null
  graduation_year: number | null
  industry: Industry | null
  place_label: string | null
  interests: string[]
}
export type Connection = 'none' | 'requested_by_me' | 'requested_by_them' | 'connected'
export interface PersonView extends Person {
  bio: string | null
  seeks: string[]
  offers: string[]
  time_zone: string | null
  connection: { id: string | null; state: Connection }
  can_request: boolean
}
export interface MeView {
  id: string
  name: string
  email: string
  avatar_url: string | null
  role: 'member' | 'admin'
  time_zone: string | null
  version: number
}
export type PlacePrecision = 'city' | 'area' | 'region' | 'country' | 'hidden'
export type Visibility = 'members' | 'connections' | 'nobody'
export interface ProfileView {
  name: string
  avatar_url: string | null
  headline: string
  company: string
  bio: string
  graduation_year: number | null
  industry: Industry | null
  place: Place | null
  place_precision: PlacePrecision
  interests: string[]
  seeks: string[]
  offers: string[]
  time_zone: string | null
  visibility: Visibility
  shows_connections: boolean
  open_to_chats: boolean | null
  paused_until: string | null
  monthly_chat_limit: number
  distance_matters: boolean
  version: number
}
export interface UpdateProfile {
  name: string
  headline: string
  company: string
  bio: string
  graduation_year: number | null
  industry_code: string | null
  place_id: string | null
  place_precision: PlacePrecision
  interests: string[]
  seeks: string[]
  offers: string[]
  time_zone: string | null
  visibility: Visibility
  shows_connections: boolean
  open_to_chats: boolean | null
  paused_until: string | null
  monthly_chat_limit: number
  distance_matters: boolean
}
export interface SessionView {
  id: string
  created_at: string
  last_seen_at: string
  user_agent: string | null
  is_current: boolean
}
export interface TokenView {
  id: string
  name: string
  scopes: string[]
  created_at: string
  last_used_at: string | null
}
export type ChatType = 'coffee_chat' | 'mentorship' | 'introduction'
export type ChatStatus =
  | 'pending' | 'accepted' | 'declined' | 'expired' | 'withdrawn' | 'cancelled' | 'completed' | 'no_show' | 'not_held'
export interface ChatFeedback {
  met: boolean
  rating: number | null
  again: boolean | null
  note: string | null
}
export interface CoffeeChatRequestView {
  id: string
  requester: Person
  recipient: Person
  my_side: 'sent' | 'received'
  awaiting: 'me' | 'them' | 'nobody'
  status: ChatStatus
  type: ChatType
  message: string | null
  proposed_times: string[]
  selected_time: string | null
  duration_minutes: number
  expires_at: string | null
  video_call_id: string | null
  responded_at: string | null
  completed_at: string | null
  feedback: ChatFeedback | null
  version: number
  created_at: string
}
export interface SuggestionView {
  person: Person
  score: number
  label: string
  parts: {
    industry: { score: number; text: string }
    proximity: { band: 'same_area' | 'region' | 'country' | 'far' | 'unknown'; text: string }
    mutual: { count: number; text: string }
    activity: { level: 'high' | 'middle' | 'low'; text: string }
  }
  reasons: { code: string; text: string }[]
  shared_interests: string[]
  coverage: number
}
export type CallStatus = 'scheduled' | 'active' | 'ended' | 'cancelled'
export type CallType = 'coffee_chat' | 'group_meeting' | 'alumni_gathering' | 'mentorship'
export type CallRole = 'host' | 'moderator' | 'participant'
export interface CallParticipant {
  person: Person
  role: CallRole
  response: 'invited' | 'accepted' | 'declined' | 'tentative'
  is_present: boolean
}
export interface CallSettings {
  lobby: boolean
  locked: boolean
  recording_policy: 'off' | 'ask'
  chat: boolean
  screen_share: boolean
  start?: 'host' | 'anyone'
  show_participants?: boolean
}
export interface VideoCallView {
  id: string
  title: string
  description: string | null
  type: CallType
  status: CallStatus
  provider: 'embedded' | 'livekit' | 'jitsi'
  scheduled_at: string | null
  duration_minutes: number
  time_zone: string
  started_at: string | null
  ended_at: string | null
  end_reason: string | null
  host: Person
  my_role: CallRole
  participants: CallParticipant[]
  max_participants: number
  settings: CallSettings
  coffee_chat_request_id: string | null
  version: number
  created_at: string
  updated_at: string
}
export interface JoinView {
  session_id: string
  role: CallRole
  connection:
    | { kind: 'livekit'; url: string; token: string; expires_at: string }
    | { kind: 'jitsi'; domain: string; room: string; jwt: string | null; script_url: string }
}
export interface CallMessageView {
  id: string
  sender: Person
  body: string
  created_at: string
}
export interface AttendanceEntry {
  person: Person
  role: CallRole
  seconds_present: number
}
export interface LobbyEntry {
  person: Person
  asked_at: string
}
export interface NotificationView {
  id: string
  kind: string
  data: Record<string, unknown>
  read_at: string | null
  created_at: string
}
export interface ConnectionView {
  id: string
  person: Person
  state: Connection
  created_at: string
}

export interface ImportReport {
  rows: number
  created: number
  updated: number
  unchanged: number
  problems: { line: number; column: string | null; detail: string }[]
}
export interface AdminPersonView {
  id: string
  name: string
  email: string
  role: 'member' | 'admin'
  status: 'invited' | 'active' | 'suspended' | 'deactivated'
  last_active_at: string | null
}
export interface ReportView {
  id: string
  reporter: Person
  person: Person
  reason: string
  note: string | null
  created_at: string
  resolved_at: string | null
}
export interface HealthReport {
  status: string
  checks: Record<string, { status: string; detail?: string | null }>
  provider: string
  version: string
}
type Ask = { industry?: string; location?: string; radius_km?: number; interests?: string; interests_match?: 'any' | 'all' }

export interface components {
  schemas: {
    Person: Person
    PersonView: PersonView
    MeView: MeView
    ProfileView: ProfileView
    Industry: Industry
    IndustryNode: IndustryNode
    Place: Place
    SessionView: SessionView
    TokenView: TokenView
    CoffeeChatRequestView: CoffeeChatRequestView
    SuggestionView: SuggestionView
    VideoCallView: VideoCallView
    CallParticipant: CallParticipant
    JoinView: JoinView
    CallMessageView: CallMessageView
    LobbyEntry: LobbyEntry
    AttendanceEntry: AttendanceEntry
    NotificationView: NotificationView
    ConnectionView: ConnectionView
    UpdateProfile: UpdateProfile
    ImportReport: ImportReport
    AdminPersonView: AdminPersonView
    ReportView: ReportView
    HealthReport: HealthReport
  }
}

type Paged = { limit?: number; cursor?: string }

export interface paths {
  '/api/auth/login': { post: Operation<Ok<MeView>, object, { email: string; password: string }> }
  '/api/auth/logout': { post: Operation<NoContent> }
  '/api/me': { get: Operation<Ok<MeView>> }
  '/api/video-calls': {
    get: Operation<Ok<Page<VideoCallView>>, { query?: Paged & { status?: string; type?: string; role?: string; from?: string; to?: string } }>
    post: Operation<Created<VideoCallView>, object, {
      title: string
      type: CallType
      scheduled_at?: string
      duration_minutes?: number
      time_zone?: string
      participant_ids?: string[]
      description?: string
      settings?: Partial<CallSettings>
    }>
  }
  '/api/video-calls/upcoming': { get: Operation<Ok<Page<VideoCallView>>, { query?: Paged }> }
  '/api/video-calls/active': { get: Operation<Ok<{ call: VideoCallView | null }>> }
  '/api/video-calls/{id}': {
    get: Operation<Ok<VideoCallView>, ById>
    put: Operation<Ok<VideoCallView>, ById & Versioned, Record<string, unknown>>
    delete: Operation<NoContent, ById>
  }
  '/api/video-calls/{id}/join': { post: Operation<Ok<JoinView>, ById, { device?: string; recording_consent?: boolean }> }
  '/api/video-calls/{id}/leave': { post: Operation<NoContent, ById, { session_id?: string }> }
  '/api/video-calls/{id}/heartbeat': { post: Operation<NoContent, ById, { session_id: string }> }
  '/api/video-calls/{id}/end': { post: Operation<Ok<VideoCallView>, ById> }
  '/api/video-calls/{id}/messages': {
    get: Operation<Ok<Page<CallMessageView>>, ById & { query?: Paged }>
    post: Operation<Created<CallMessageView>, ById, { body: string }>
  }
  '/api/video-calls/{id}/participants': { get: Operation<Ok<Page<AttendanceEntry>>, ById> }
  '/api/video-calls/{id}/participants/{person_id}': {
    put: Operation<Ok<CallParticipant>, ByPerson, { role: 'moderator' | 'participant' }>
    delete: Operation<NoContent, ByPerson>
  }
  '/api/video-calls/{id}/participants/{person_id}/mute': { post: Operation<NoContent, ByPerson> }
  '/api/video-calls/{id}/lobby': { get: Operation<Ok<Page<LobbyEntry>>, ById> }
  '/api/video-calls/{id}/lobby/admit': { post: Operation<NoContent, ById, { person_id?: string }> }
  '/api/video-calls/{id}/lobby/refuse': { post: Operation<NoContent, ById, { person_id: string }> }
  '/api/video-calls/{id}/rsvp': { post: Operation<Ok<VideoCallView>, ById, { response: 'accepted' | 'declined' | 'tentative' }> }
  '/api/video-calls/{id}/feedback': { post: Operation<Ok<unknown>, ById, { rating: number; problems?: string[]; note?: string }> }
  '/api/auth/password-reset': { post: Operation<NoContent, object, { email: string }> }
  '/api/auth/password': { post: Operation<NoContent, object, { token: string; password: string }> }
  '/api/me/profile': {
    get: Operation<Ok<ProfileView>>
    put: Operation<Ok<ProfileView>, Versioned, UpdateProfile>
  }
  '/api/me/password': { put: Operation<NoContent, object, { current_password: string; new_password: string }> }
  '/api/me/sessions': { get: Operation<Ok<Page<SessionView>>>; delete: Operation<NoContent> }
  '/api/me/sessions/{id}': { delete: Operation<NoContent, ById> }
  '/api/tokens': {
    get: Operation<Ok<Page<TokenView>>>
    post: Operation<Created<TokenView & { token: string }>, object, { name: string; scopes: string[] }>
  }
  '/api/tokens/{id}': { delete: Operation<NoContent, ById> }
  '/api/industries': { get: Operation<Ok<Page<IndustryNode>>> }
  '/api/places': { get: Operation<Ok<Page<Place>>, { query: { q: string } }> }
  '/api/interests': { get: Operation<Ok<Page<{ tag: string; count: number }>>, { query?: { q?: string } }> }
  '/api/people': { get: Operation<Ok<Page<Person>>, { query?: Paged & Ask & { q?: string } }> }
  '/api/people/{id}': { get: Operation<Ok<PersonView>, ById> }
  '/api/people/{id}/block': { post: Operation<NoContent, ById>; delete: Operation<NoContent, ById> }
  '/api/people/{id}/report': { post: Operation<NoContent, ById, { reason: string; note?: string }> }
  '/api/connections': {
    get: Operation<Ok<Page<ConnectionView>>, { query?: Paged }>
    post: Operation<Created<ConnectionView>, object, { person_id: string }>
  }
  '/api/connections/{id}': { delete: Operation<NoContent, ById> }
  '/api/connections/{id}/respond': { post: Operation<Ok<ConnectionView>, ById, { action: 'accept' | 'decline' }> }
  '/api/notifications': { get: Operation<Ok<Page<NotificationView> & { unread_count: number }>, { query?: Paged }> }
  '/api/notifications/read': { post: Operation<NoContent, object, { ids?: string[] }> }
  '/api/coffee-chat/suggestions': { get: Operation<Ok<{ items: SuggestionView[] }>, { query?: Ask }> }
  '/api/coffee-chat/request': {
    post: Operation<Created<CoffeeChatRequestView>, object, {
      recipient_id: string
      type?: ChatType
      message?: string
      proposed_times: string[]
      duration_minutes?: number
      time_zone?: string
    }>
  }
  '/api/coffee-chat/my-requests': { get: Operation<Ok<Page<CoffeeChatRequestView>>, { query?: Paged & { status?: string } }> }
  '/api/coffee-chat/received-requests': { get: Operation<Ok<Page<CoffeeChatRequestView>>, { query?: Paged & { status?: string } }> }
  '/api/coffee-chat/{id}/respond': {
    post: Operation<Ok<CoffeeChatRequestView>, ById, {
      action: 'accept' | 'decline' | 'counter'
      selected_time?: string
      message?: string
      proposed_times?: string[]
    }>
  }
  '/api/coffee-chat/{id}/withdraw': { post: Operation<Ok<CoffeeChatRequestView>, ById> }
  '/api/coffee-chat/{id}/cancel': { post: Operation<Ok<CoffeeChatRequestView>, ById, { reason?: string }> }
  '/api/coffee-chat/{id}/feedback': { post: Operation<Ok<CoffeeChatRequestView>, ById, ChatFeedback> }
  '/api/admin/people': { get: Operation<Ok<Page<AdminPersonView>>, { query?: Paged & { q?: string; status?: string } }> }
  '/api/admin/people/{id}/suspend': { post: Operation<NoContent, ById> }
  '/api/admin/people/{id}/restore': { post: Operation<NoContent, ById> }
  '/api/admin/import': { post: Operation<Ok<ImportReport>, { query?: { dry_run?: boolean } }, string> }
  '/api/admin/reports': { get: Operation<Ok<Page<ReportView>>, { query?: Paged }> }
  '/api/admin/reports/{id}/resolve': { post: Operation<Ok<ReportView>, ById> }
  '/api/admin/health': { get: Operation<Ok<HealthReport>> }
}
